import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Copies a jar and raises its classes to Java 17's version with the stack maps that demands, because class-data sharing leaves
 * out classes older than Java 6: {@code java -cp asm.jar ModernClasses.java IN OUT}.
 */
final class ModernClasses {
    public static void main(String[] args) throws Exception {
        Path in = Path.of(args[0]);
        try (JarFile jar = new JarFile(in.toFile());
                URLClassLoader loader = new URLClassLoader(new URL[] {in.toUri().toURL()});
                OutputStream file = Files.newOutputStream(Path.of(args[1]));
                JarOutputStream out = new JarOutputStream(file)) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                if (entry.getName().startsWith("META-INF/versions/") || entry.isDirectory()) {
                    continue;
                }
                try (InputStream content = jar.getInputStream(entry)) {
                    byte[] bytes = content.readAllBytes();
                    out.putNextEntry(new JarEntry(entry.getName()));
                    out.write(entry.getName().endsWith(".class") ? modern(bytes, loader) : bytes);
                }
            }
        }
    }

    private static byte[] modern(byte[] bytes, ClassLoader loader) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected ClassLoader getClassLoader() {
                return loader;
            }
        };
        // JSR and RET, which stack maps rule out, are no longer written since Java 6.
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public void visit(int version, int access, String name, String signature, String parent, String[] types) {
                        super.visit(Math.max(version, Opcodes.V17), access, name, signature, parent, types);
                    }
                },
                ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
