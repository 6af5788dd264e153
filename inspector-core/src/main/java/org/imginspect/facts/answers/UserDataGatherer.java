package org.imginspect.facts.answers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.imginspect.compress.Codec;
import org.imginspect.compress.Decoders;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.Limits;

/** Reads what cloud-init, the Azure agent, Ignition and Alpine's tiny-cloud keep of the data that a machine was given. */
public final class UserDataGatherer implements FactGatherer<UserData> {
    private static final String[] PLACES = {
        "/var/lib/cloud/instances/",
        "/var/lib/cloud/seed/",
        "/var/lib/cloud/data/",
        "/var/lib/cloud/user-data",
        "/var/lib/waagent/ovf-env.xml",
        "/var/lib/waagent/CustomData",
        "/etc/ignition",
        "/usr/lib/ignition/user.ign",
        "/var/lib/ignition/",
        "/var/lib/coreos-cloudinit/",
        "/var/lib/cloudbase-init/"
    };
    private static final int MOST_PER_FILE = 20;

    /** Nothing to be told: a gatherer has no state. */
    public UserDataGatherer() {}

    @Override
    public Class<UserData> type() {
        return UserData.class;
    }

    @Override
    public Optional<UserData> gather(GuestTree tree, Facts others) throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        List<Answer> answers = new ArrayList<>();
        for (UnownedFiles.Entry entry :
                others.find(UnownedFiles.class).orElseThrow().files()) {
            String path = entry.path().text();
            if (!path.startsWith("/var/lib/")
                    && !path.startsWith("/etc/ignition")
                    && !path.startsWith("/usr/lib/ignition")) {
                continue;
            }
            for (String place : PLACES) {
                if (path.startsWith(place)) {
                    files.add(entry.path());
                    read(tree, entry.path(), answers);
                    break;
                }
            }
        }
        return Optional.of(new UserData(files, answers));
    }

    private static void read(GuestTree tree, GuestPath file, List<Answer> into) throws ImageException {
        Optional<byte[]> content = tree.bytes(file);
        if (content.isEmpty()) {
            return;
        }
        byte[] plain = unpacked(tree, file, content.get());
        List<String> lines = new String(plain, StandardCharsets.UTF_8).lines().toList();
        AnswerFormats reader = new AnswerFormats("user data", file);
        String name = file.name().text();
        if (name.endsWith(".xml")) {
            reader.xml(lines);
        } else if (name.endsWith(".ign") || name.endsWith(".json")) {
            reader.json(lines);
        } else {
            reader.yaml(lines);
        }
        List<Answer> found = reader.answers();
        into.addAll(found.subList(0, Math.min(found.size(), MOST_PER_FILE)));
    }

    /** cloud-init takes user data that is packed with gzip. */
    private static byte[] unpacked(GuestTree tree, GuestPath file, byte[] content) throws ImageException {
        Optional<Codec> codec = Codec.detect(Arrays.copyOf(content, Math.min(content.length, Codec.DETECT_BYTES)));
        if (codec.isEmpty() || codec.get() != Codec.GZIP) {
            return content;
        }
        long most = tree.limits().get(Limits.TEXT_FILE_BYTES);
        try (InputStream in = Decoders.stream(codec.get(), new ByteArrayInputStream(content), most, file.toString())) {
            return in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE));
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a stream in memory failed", e);
        }
    }
}
