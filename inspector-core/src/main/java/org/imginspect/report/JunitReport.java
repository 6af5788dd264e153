package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.imginspect.check.Area;
import org.imginspect.check.CheckInfo;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Profile;
import org.imginspect.report.JunitCase.Kind;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.NotRun;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.ScanReport;

/**
 * JUnit's XML as Ant wrote it first and Jenkins, GitLab and others read it: a suite per marketplace, then one per area for the checks
 * that no marketplace asked for, then the cases in them. Without host name and time stamp, so that equal scans give equal reports but
 * for their durations; the schemas of today do not have them either.
 */
final class JunitReport implements ReportFormat {
    private static final int MESSAGE_LENGTH = 300;

    private record Suite(String name, String className, List<JunitCase> cases) {}

    @Override
    public String id() {
        return "junit";
    }

    @Override
    public void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException {
        List<String> names = ImageNames.of(reports);
        List<Suite> suites = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            suites.addAll(suites(reports.get(i), reports.size() > 1 ? names.get(i) : ""));
        }
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "imginspect");
            List<JunitCase> all = new ArrayList<>();
            suites.forEach(suite -> all.addAll(suite.cases));
            counts(all, xml);
            for (Suite suite : suites) {
                xml.writeCharacters("\n  ");
                write(suite, xml);
            }
            xml.writeCharacters("\n");
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw e.getNestedException() instanceof IOException cause ? cause : new IOException(e);
        }
        out.write('\n');
    }

    /** @param image set before the names of suites and classes; empty if there is only one image */
    private static List<Suite> suites(ScanReport report, String image) {
        JunitCases cases = new JunitCases(report);
        List<Suite> suites = new ArrayList<>();
        suites.add(suite(image, "scan", "Scan", List.of(cases.complete())));
        Set<String> used = new HashSet<>();
        for (ProfileResult profile : report.profiles()) {
            if (!profile.profile().id().equals(Profile.BASE)) {
                List<JunitCase> all = new ArrayList<>();
                profile.requirements().forEach(requirement -> {
                    all.add(cases.of(requirement));
                    requirement.requirement().checks().stream()
                            .map(CheckUse::check)
                            .forEach(used::add);
                });
                suites.add(
                        suite(image, profile.profile().id(), profile.profile().title(), all));
            }
        }
        for (Area area : Area.values()) {
            List<JunitCase> all = new ArrayList<>();
            for (CheckResult result : report.results()) {
                if (isMeant(result.info(), area, used)) {
                    all.add(cases.of(result));
                }
            }
            for (NotRun check : report.notRun()) {
                if (isMeant(check.info(), area, used)) {
                    all.add(JunitCases.of(check));
                }
            }
            if (!all.isEmpty() && report.failure().isEmpty()) {
                suites.add(suite(image, area.id(), area.title(), all));
            }
        }
        return suites;
    }

    private static boolean isMeant(CheckInfo info, Area area, Set<String> used) {
        return info.area() == area && !used.contains(info.id());
    }

    /** Jenkins takes what stands before the last full stop of a class for its package, so an image's name must not have any. */
    private static Suite suite(String image, String id, String title, List<JunitCase> cases) {
        return image.isEmpty()
                ? new Suite(title, id, cases)
                : new Suite(image + ": " + title, image.replace('.', '_') + "." + id, cases);
    }

    private static void write(Suite suite, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        attribute("name", suite.name, xml);
        counts(suite.cases, xml);
        xml.writeAttribute("skipped", Integer.toString(count(suite.cases, Kind.SKIPPED)));
        for (JunitCase each : suite.cases) {
            xml.writeCharacters("\n    ");
            write(each, suite.className, xml);
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void write(JunitCase each, String className, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("testcase");
        attribute("name", each.name(), xml);
        attribute("classname", className, xml);
        xml.writeAttribute("time", seconds(each.seconds()));
        String element = switch (each.kind()) {
            case PASSED -> each.lines().isEmpty() ? "" : "system-out";
            case FAILED -> "failure";
            case ERROR -> "error";
            case SKIPPED -> "skipped";
        };
        if (!element.isEmpty()) {
            xml.writeCharacters("\n      ");
            xml.writeStartElement(element);
            if (!each.message().isEmpty()) {
                attribute("message", Cut.to(MESSAGE_LENGTH, each.message()), xml);
            }
            if (!each.type().isEmpty()) {
                xml.writeAttribute("type", each.type());
            }
            text(each, xml);
            xml.writeEndElement();
            xml.writeCharacters("\n    ");
        }
        xml.writeEndElement();
    }

    /** GitLab shows what stands in the element, Jenkins the message as well. */
    private static void text(JunitCase each, XMLStreamWriter xml) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        if (!each.message().isEmpty() && !each.lines().contains(each.message())) {
            text.append(plain(each.message())).append('\n');
        }
        for (String line : JunitCases.shown(each.lines())) {
            text.append(plain(line)).append('\n');
        }
        xml.writeCharacters(text.substring(0, text.length() - 1));
    }

    private static void counts(List<JunitCase> cases, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeAttribute("tests", Integer.toString(cases.size()));
        xml.writeAttribute("failures", Integer.toString(count(cases, Kind.FAILED)));
        xml.writeAttribute("errors", Integer.toString(count(cases, Kind.ERROR)));
        double seconds = 0;
        for (JunitCase each : cases) {
            seconds += each.seconds();
        }
        xml.writeAttribute("time", seconds(seconds));
    }

    private static int count(List<JunitCase> cases, Kind kind) {
        int count = 0;
        for (JunitCase each : cases) {
            count += each.kind() == kind ? 1 : 0;
        }
        return count;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static void attribute(String name, String value, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeAttribute(name, plain(value));
    }

    /** Escaped, which leaves only characters that XML 1.0 allows; and no line is taken for GitLab's or Jenkins' link to a file. */
    private static String plain(String text) {
        return Escape.line(text).replace("[[ATTACHMENT|", "[ [ATTACHMENT|");
    }
}
