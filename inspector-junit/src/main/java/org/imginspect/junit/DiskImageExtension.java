package org.imginspect.junit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.imginspect.check.Check;
import org.imginspect.engine.Guest;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.profile.Profiles;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.InvalidParameterException;
import org.imginspect.scan.OpenedImage;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.ScanRequest;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests what {@link DiskImage} asks for; used through that annotation. */
public final class DiskImageExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(DiskImageExtension.class);

    private static final Map<Class<?>, Function<OpenedImage, Object>> PARTS = Map.of(
            OpenedImage.class, image -> image,
            Guest.class, OpenedImage::guest,
            GuestTree.class, image -> image.guest().tree(),
            StorageMap.class, image -> image.guest().storage(),
            Facts.class, OpenedImage::facts);

    /** What is open, and once for all tests: the whole annotation is the key. */
    private record Key(Path image, String engine) {}

    private record ScanKey(Key image, List<String> profiles, List<String> settings) {}

    /** Closed by JUnit when the last test has run. */
    private record Opened(OpenedImage image) implements AutoCloseable {
        @Override
        public void close() throws ImageException {
            image.close();
        }
    }

    /** Made by JUnit. */
    public DiskImageExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return parameter.isAnnotated(DiskImage.class) && (PARTS.containsKey(type) || type == ScanReport.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        DiskImage wanted = parameter.findAnnotation(DiskImage.class).orElseThrow();
        Path image = Path.of(withProperties(wanted.value())).toAbsolutePath().normalize();
        Key key = new Key(image, wanted.engine().toString());
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        ScanRequest request = ScanRequest.of(image).withEngine(wanted.engine());
        Class<?> type = parameter.getParameter().getType();
        if (type == ScanReport.class) {
            ScanKey scan = new ScanKey(key, List.of(wanted.profiles()), List.of(wanted.settings()));
            return store.computeIfAbsent(scan, any -> scan(request, scan), ScanReport.class);
        }
        OpenedImage opened = store.computeIfAbsent(key, any -> open(image, request), Opened.class)
                .image();
        if (opened.guest().rootProblem().isPresent() && type != StorageMap.class) {
            throw new ParameterResolutionException(
                    "no guest in it: " + opened.guest().rootProblem().get().message());
        }
        return part(type, opened);
    }

    private static Object part(Class<?> type, OpenedImage opened) {
        Function<OpenedImage, Object> part = PARTS.get(type);
        if (part == null) {
            throw new ParameterResolutionException("@DiskImage does not know how to make a " + type.getName());
        }
        return part.apply(opened);
    }

    private static Opened open(Path image, ScanRequest request) {
        try {
            return new Opened(new Inspector().open(image, request));
        } catch (ImageException e) {
            throw new ParameterResolutionException(e.problem().message(), e);
        }
    }

    private static ScanReport scan(ScanRequest request, ScanKey key) {
        Inspector inspector = new Inspector();
        Profiles profiles =
                new Profiles(inspector.checks().stream().map(Check::info).toList());
        ScanRequest judged = request;
        try {
            for (String profile : key.profiles()) {
                judged = judged.withProfile(profiles.load(profile));
            }
            for (String setting : key.settings()) {
                int equals = setting.indexOf('=');
                if (equals < 1) {
                    throw new ParameterResolutionException("setting is '" + setting + "', but must be NAME=VALUE");
                }
                judged = judged.withParameter(setting.substring(0, equals), setting.substring(equals + 1));
            }
            return inspector.scan(judged).get(0);
        } catch (InvalidProfileException | InvalidParameterException e) {
            throw new ParameterResolutionException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String withProperties(String text) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (from < text.length()) {
            int start = text.indexOf("${", from);
            int end = start < 0 ? -1 : text.indexOf('}', start);
            if (end < 0) {
                return out.append(text, from, text.length()).toString();
            }
            String name = text.substring(start + 2, end);
            String value = System.getProperty(name);
            if (value == null) {
                throw new ParameterResolutionException(
                        "@DiskImage(\"" + text + "\"): the system property '" + name + "' is not set");
            }
            out.append(text, from, start).append(value);
            from = end + 1;
        }
        return out.toString();
    }
}
