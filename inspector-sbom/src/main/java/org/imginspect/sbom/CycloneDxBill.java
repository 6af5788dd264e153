package org.imginspect.sbom;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.BomReference;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Composition;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.OrganizationalContact;
import org.cyclonedx.model.OrganizationalEntity;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.license.Acknowledgement;
import org.cyclonedx.model.license.Expression;
import org.cyclonedx.model.metadata.ToolInformation;
import org.imginspect.engine.ToolVersion;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.report.Escape;

/** A bill in CycloneDX 1.6. */
final class CycloneDxBill {
    private static final String IMAGE = "image";
    private static final String SYSTEM = "operating-system";

    private CycloneDxBill() {}

    static void writeJson(Inventory inventory, OutputStream out) throws IOException {
        try {
            String json = BomGeneratorFactory.createJson(Version.VERSION_16, bom(inventory))
                    .toJsonString();
            out.write(json.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (GeneratorException e) {
            throw new IOException("CycloneDX's library cannot write this bill: " + e.getMessage(), e);
        }
    }

    static void writeXml(Inventory inventory, OutputStream out) throws IOException {
        try {
            String xml = BomGeneratorFactory.createXml(Version.VERSION_16, bom(inventory))
                    .toXmlString();
            out.write(xml.getBytes(StandardCharsets.UTF_8));
        } catch (GeneratorException e) {
            throw new IOException("CycloneDX's library cannot write this bill: " + e.getMessage(), e);
        }
    }

    private static Bom bom(Inventory inventory) {
        Bom bom = new Bom();
        bom.setSerialNumber("urn:uuid:" + inventory.id());
        bom.setVersion(1);
        bom.setMetadata(metadata(inventory));
        List<Component> components = new ArrayList<>();
        inventory.os().ifPresent(os -> components.add(system(os, inventory)));
        for (InstalledPackage each : inventory.packages()) {
            components.add(component(each, inventory));
        }
        bom.setComponents(components);
        bom.setDependencies(dependencies(inventory));
        bom.setCompositions(compositions(inventory));
        return bom;
    }

    private static Metadata metadata(Inventory inventory) {
        Component tool = new Component();
        tool.setType(Component.Type.APPLICATION);
        tool.setName("imginspect");
        tool.setVersion(ToolVersion.get());
        ToolInformation tools = new ToolInformation();
        tools.setComponents(List.of(tool));
        Component image = new Component();
        image.setType(Component.Type.FILE);
        image.setBomRef(IMAGE);
        image.setName(Escape.line(inventory.file()));
        inventory.sha256().ifPresent(hash -> image.addHash(new Hash(Hash.Algorithm.SHA_256, hash)));
        property("imginspect:image:format", inventory.container().format(), image);
        property(
                "imginspect:image:virtual-size-bytes",
                Long.toString(inventory.container().virtualSizeBytes()),
                image);
        Metadata metadata = new Metadata();
        metadata.setTimestamp(Date.from(inventory.created()));
        metadata.setToolChoice(tools);
        metadata.setComponent(image);
        List<Property> gaps = new ArrayList<>();
        inventory.gaps().forEach(gap -> gaps.add(new Property("imginspect:incomplete", Escape.line(gap))));
        if (!gaps.isEmpty()) {
            metadata.setProperties(gaps);
        }
        return metadata;
    }

    private static Component system(OperatingSystem os, Inventory inventory) {
        Component component = new Component();
        component.setType(Component.Type.OPERATING_SYSTEM);
        component.setBomRef(SYSTEM);
        component.setName(Escape.line(os.id()));
        os.version().ifPresent(version -> component.setVersion(Escape.line(version)));
        component.setDescription(Escape.line(os.prettyName()));
        inventory.cpe().ifPresent(component::setCpe);
        os.architecture().ifPresent(architecture -> property("imginspect:architecture", architecture, component));
        return component;
    }

    private static Component component(InstalledPackage each, Inventory inventory) {
        Packages.Entry entry = each.entry();
        Component component = new Component();
        component.setType(Component.Type.LIBRARY);
        component.setBomRef(each.reference());
        component.setName(Escape.line(entry.name()));
        component.setVersion(Escape.line(entry.version().text()));
        component.setPurl(each.purl());
        supplier(entry, inventory).ifPresent(component::setSupplier);
        license(each.license()).ifPresent(component::setLicenses);
        property("imginspect:architecture", entry.architecture(), component);
        if (!entry.isInstalled()) {
            property("imginspect:dpkg:state", entry.state().word(), component);
        }
        property("imginspect:rpm:module", entry.module(), component);
        return component;
    }

    private static void property(String name, String value, Component component) {
        if (!value.isEmpty()) {
            component.addProperty(new Property(name, Escape.line(value)));
        }
    }

    private static Optional<OrganizationalEntity> supplier(Packages.Entry entry, Inventory inventory) {
        boolean vendor = inventory.manager().equals(Optional.of(Packages.Manager.RPM));
        return Supplier.of(entry.vendor(), vendor).map(supplier -> {
            OrganizationalEntity entity = new OrganizationalEntity();
            entity.setName(Escape.line(supplier.name()));
            if (!supplier.email().isEmpty()) {
                OrganizationalContact contact = new OrganizationalContact();
                contact.setEmail(Escape.line(supplier.email()));
                entity.addContact(contact);
            }
            return entity;
        });
    }

    private static Optional<LicenseChoice> license(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        LicenseChoice choice = new LicenseChoice();
        if (!LicenseExpression.isSingle(text, CycloneDxBill::isListed)
                && LicenseExpression.isValid(text, CycloneDxBill::isListed)) {
            Expression expression = new Expression(text);
            expression.setAcknowledgement(Acknowledgement.DECLARED);
            choice.setExpression(expression);
            return Optional.of(choice);
        }
        License license = new License();
        if (LicenseExpression.isSingle(text, CycloneDxBill::isListed)) {
            license.setId(text);
        } else {
            license.setName(Escape.line(text));
        }
        license.setAcknowledgement(Acknowledgement.DECLARED);
        choice.addLicense(license);
        return Optional.of(choice);
    }

    /** CycloneDX's library has a file for each identifier of its own list. */
    private static boolean isListed(String id) {
        return Bom.class.getResource("/licenses/" + id + ".txt") != null;
    }

    /** The image needs its system, the system its packages, and those each other. */
    private static List<Dependency> dependencies(Inventory inventory) {
        List<Dependency> all = new ArrayList<>();
        Dependency image = new Dependency(IMAGE);
        Dependency holder = image;
        all.add(image);
        if (inventory.os().isPresent()) {
            holder = new Dependency(SYSTEM);
            image.addDependency(new Dependency(SYSTEM));
            all.add(holder);
        }
        // addDependency looks through the whole list each time: with a hundred thousand packages that takes minutes.
        List<Dependency> held = new ArrayList<>(inventory.packages().size());
        for (InstalledPackage each : inventory.packages()) {
            held.add(new Dependency(each.reference()));
            // One that is not told of here may have dependencies, one with an empty list has none: databases know less
            // than that.
            if (!each.dependsOn().isEmpty()) {
                Dependency own = new Dependency(each.reference());
                each.dependsOn().forEach(needed -> own.addDependency(new Dependency(needed)));
                all.add(own);
            }
        }
        if (!held.isEmpty()) {
            holder.setDependencies(held);
        }
        return all;
    }

    /** The packages are all that the database has; what else lies on the disk nobody looked for. */
    private static List<Composition> compositions(Inventory inventory) {
        Composition image = new Composition();
        image.setAggregate(inventory.isComplete() ? Composition.Aggregate.UNKNOWN : Composition.Aggregate.INCOMPLETE);
        image.addAssembly(new BomReference(IMAGE));
        List<Composition> all = new ArrayList<>();
        all.add(image);
        if (inventory.os().isPresent() && inventory.manager().isPresent()) {
            Composition system = new Composition();
            system.setAggregate(
                    inventory.isComplete() ? Composition.Aggregate.COMPLETE : Composition.Aggregate.INCOMPLETE);
            system.addDependency(new BomReference(SYSTEM));
            all.add(system);
        }
        return all;
    }
}
