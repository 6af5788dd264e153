package org.imginspect.sbom;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.imginspect.engine.ToolVersion;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.report.Escape;
import org.spdx.core.InvalidSPDXAnalysisException;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.library.LicenseInfoFactory;
import org.spdx.library.ModelCopyManager;
import org.spdx.library.SpdxModelFactory;
import org.spdx.library.model.v2.ReferenceType;
import org.spdx.library.model.v2.SpdxDocument;
import org.spdx.library.model.v2.SpdxPackage;
import org.spdx.library.model.v2.enumerations.ChecksumAlgorithm;
import org.spdx.library.model.v2.enumerations.Purpose;
import org.spdx.library.model.v2.enumerations.ReferenceCategory;
import org.spdx.library.model.v2.enumerations.RelationshipType;
import org.spdx.library.model.v2.license.AnyLicenseInfo;
import org.spdx.library.model.v2.license.ExtractedLicenseInfo;
import org.spdx.library.model.v2.license.InvalidLicenseStringException;
import org.spdx.storage.simple.InMemSpdxStore;

/** A bill in SPDX 2.3. */
final class SpdxBill {
    private static final String NOASSERTION = "NOASSERTION";
    private static final String REFERENCES = "http://spdx.org/rdf/references/";
    private static final String ID = "SPDXRef-";

    private final Inventory inventory;
    private final MultiFormatStore store;
    private final ModelCopyManager copies = new ModelCopyManager();
    private final String namespace;
    private final SpdxDocument document;
    private final AnyLicenseInfo unknown;
    private final Map<String, AnyLicenseInfo> licenses = new HashMap<>();

    private SpdxBill(Inventory inventory) throws InvalidSPDXAnalysisException {
        // The list of licences comes with the library; nothing is fetched.
        System.setProperty("org.spdx.useJARLicenseInfoOnly", "true");
        SpdxModelFactory.init();
        this.inventory = inventory;
        store = new MultiFormatStore(new InMemSpdxStore(), MultiFormatStore.Format.JSON_PRETTY);
        namespace = "https://imginspect.org/spdx/" + inventory.id();
        document = new SpdxDocument(store, namespace, copies, true);
        unknown = LicenseInfoFactory.parseSPDXLicenseStringCompatV2(NOASSERTION, store, namespace, copies);
    }

    static void write(Inventory inventory, OutputStream out) throws IOException {
        try {
            SpdxBill bill = new SpdxBill(inventory);
            bill.fill();
            // Written by way of memory: the library closes the stream it is given.
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            bill.store.serialize(bytes, bill.document);
            bytes.writeTo(out);
            out.write('\n');
        } catch (InvalidSPDXAnalysisException e) {
            throw new IOException("SPDX's library cannot write this bill: " + e.getMessage(), e);
        }
    }

    private void fill() throws InvalidSPDXAnalysisException {
        document.setSpecVersion("SPDX-2.3");
        document.setName(Escape.line(inventory.file()));
        document.setDataLicense(LicenseInfoFactory.parseSPDXLicenseStringCompatV2("CC0-1.0", store, namespace, copies));
        document.setCreationInfo(document.createCreationInfo(
                List.of("Tool: imginspect-" + ToolVersion.get()),
                inventory.created().truncatedTo(ChronoUnit.SECONDS).toString()));
        if (!inventory.isComplete()) {
            document.setComment("Incomplete: " + Escape.line(String.join("; ", inventory.gaps())));
        }
        SpdxPackage image = image();
        document.setDocumentDescribes(List.of(image));
        SpdxPackage holder = image;
        if (inventory.os().isPresent()) {
            holder = system(inventory.os().get());
            relate(image, RelationshipType.CONTAINS, holder);
        }
        Map<String, SpdxPackage> byReference = new HashMap<>();
        int number = 0;
        for (InstalledPackage each : inventory.packages()) {
            SpdxPackage made = software(each, ++number);
            byReference.put(each.reference(), made);
            relate(holder, RelationshipType.CONTAINS, made);
        }
        for (InstalledPackage each : inventory.packages()) {
            SpdxPackage from = byReference.get(each.reference());
            for (String needed : each.dependsOn()) {
                SpdxPackage to = byReference.get(needed);
                if (from != null && to != null) {
                    relate(from, RelationshipType.DEPENDS_ON, to);
                }
            }
        }
    }

    private void relate(SpdxPackage from, RelationshipType type, SpdxPackage to) throws InvalidSPDXAnalysisException {
        from.addRelationship(document.createRelationship(to, type, null));
    }

    private SpdxPackage.SpdxPackageBuilder builder(String id, String name, AnyLicenseInfo declared) {
        return document.createPackage(ID + id, Escape.line(name), unknown, NOASSERTION, declared)
                .setFilesAnalyzed(false)
                .setDownloadLocation(NOASSERTION);
    }

    private SpdxPackage image() throws InvalidSPDXAnalysisException {
        SpdxPackage.SpdxPackageBuilder image = builder("image", inventory.file(), unknown)
                .setPackageFileName(Escape.line(inventory.file()))
                .setPrimaryPurpose(Purpose.FILE)
                .setSummary(inventory.container().format() + " disk image of "
                        + inventory.container().virtualSizeBytes() + " bytes");
        if (inventory.sha256().isPresent()) {
            image.addChecksum(document.createChecksum(
                    ChecksumAlgorithm.SHA256, inventory.sha256().get()));
        }
        return image.build();
    }

    private SpdxPackage system(OperatingSystem os) throws InvalidSPDXAnalysisException {
        SpdxPackage.SpdxPackageBuilder system = builder("operating-system", os.id(), unknown)
                .setPrimaryPurpose(Purpose.OPERATING_SYSTEM)
                .setSummary(Escape.line(os.prettyName()));
        os.version().ifPresent(version -> system.setVersionInfo(Escape.line(version)));
        if (inventory.cpe().isPresent()) {
            String cpe = inventory.cpe().get();
            system.addExternalRef(document.createExternalRef(
                    ReferenceCategory.SECURITY,
                    new ReferenceType(REFERENCES + (cpe.startsWith("cpe:2.3:") ? "cpe23Type" : "cpe22Type")),
                    cpe,
                    null));
        }
        return system.build();
    }

    private SpdxPackage software(InstalledPackage each, int number) throws InvalidSPDXAnalysisException {
        Packages.Entry entry = each.entry();
        SpdxPackage.SpdxPackageBuilder made = builder(
                        "package-" + number + "-" + plain(entry.name()), entry.name(), license(each.license()))
                .setVersionInfo(Escape.line(entry.version().text()))
                .setSourceInfo(Escape.line("built from " + entry.source().name() + " "
                        + entry.source().version()))
                .addExternalRef(document.createExternalRef(
                        ReferenceCategory.PACKAGE_MANAGER, new ReferenceType(REFERENCES + "purl"), each.purl(), null));
        boolean vendor = inventory.manager().equals(Optional.of(Packages.Manager.RPM));
        Supplier.of(entry.vendor(), vendor).ifPresent(supplier -> made.setSupplier(text(supplier)));
        if (!entry.isInstalled()) {
            made.setComment("dpkg's state of it is " + entry.state().word());
        }
        return made.build();
    }

    private static String text(Supplier supplier) {
        String email = supplier.email().isEmpty() ? "" : " (" + supplier.email() + ")";
        return Escape.line((supplier.organization() ? "Organization: " : "Person: ") + supplier.name() + email);
    }

    /** What the database calls it, if that is an SPDX expression; otherwise its words as a licence of this document's own. */
    private AnyLicenseInfo license(String text) throws InvalidSPDXAnalysisException {
        if (text.isEmpty()) {
            return unknown;
        }
        AnyLicenseInfo known = licenses.get(text);
        if (known == null) {
            known = LicenseExpression.isValid(text, SpdxBill::isListed) ? expression(text) : own(text);
            licenses.put(text, known);
        }
        return known;
    }

    private AnyLicenseInfo expression(String text) throws InvalidSPDXAnalysisException {
        try {
            return LicenseInfoFactory.parseSPDXLicenseStringCompatV2(text, store, namespace, copies);
        } catch (InvalidLicenseStringException e) {
            return own(text);
        }
    }

    private AnyLicenseInfo own(String text) throws InvalidSPDXAnalysisException {
        ExtractedLicenseInfo license = new ExtractedLicenseInfo(
                store,
                namespace,
                "LicenseRef-" + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)),
                copies,
                true);
        license.setExtractedText(Escape.line(text));
        license.setComment("The licence in the words of the package database, which are no SPDX expression");
        document.addExtractedLicenseInfos(license);
        return license;
    }

    private static boolean isListed(String id) {
        return LicenseInfoFactory.isSpdxListedLicenseId(id) || LicenseInfoFactory.isSpdxListedExceptionId(id);
    }

    /** What an SPDX identifier may hold. */
    private static String plain(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length() && i < 100; i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            out.append(plain || c == '.' ? c : '-');
        }
        return out.toString();
    }
}
