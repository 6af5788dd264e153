package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.print.PrintOptions;

/**
 * The page of the demo image in a real browser. With the system property {@code screenshots.dir} it leaves pictures there, for people to look at.
 */
class HtmlPageTest {
    private static final Path DEMO = Path.of("..", "fixtures", "images", "demo.qcow2");
    private static final String MARKETPLACES = "yandex-cloud,digitalocean,vk-cloud,tencent-cloud,ucloud";
    private static final String SHOWN =
            "return [...document.querySelectorAll('.item')].filter(i => i.checkVisibility())";

    @TempDir
    private static Path directory;

    private static Path demo;
    private static Browser browser;

    @BeforeAll
    static void openTheBrowser() {
        Requirement.chromium();
        demo = page("demo.html", DEMO);
        browser = Browser.start(true);
    }

    @AfterAll
    static void closeTheBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    private static Path page(String name, Object... images) {
        Path file = directory.resolve(name);
        Object[] arguments = new Object[images.length + 5];
        System.arraycopy(new Object[] {"scan", "-p", MARKETPLACES, "-f", "html=" + file}, 0, arguments, 0, 5);
        System.arraycopy(images, 0, arguments, 5, images.length);
        Run run = Run.of(arguments);
        assertThat(run.code()).as(run.err()).isIn(0, 1, 3);
        return file;
    }

    @BeforeEach
    void open() {
        browser.resize(1280, 900);
        browser.emulate("light", "screen");
        browser.open(demo, "");
        browser.run("localStorage.clear()");
    }

    private static WebElement find(String css) {
        return browser.driver().findElement(By.cssSelector(css));
    }

    private static long shown(String filter) {
        return browser.number(SHOWN + ".filter(i => i.matches(arguments[0])).length", filter);
    }

    private static long all(String css) {
        return browser.number("return document.querySelectorAll(arguments[0]).length", css);
    }

    @Test
    void itAsksForNothingAndComplainsOfNothing() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .hasSize(1)
                .allSatisfy(request -> assertThat(request).contains("\"url\":\"" + demo.toUri() + "\""));
        assertThat(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
    }

    @Test
    void everyRequirementOfTheFiveMarketplacesIsOnIt() {
        assertThat(all(".item[data-kind=requirement]")).isEqualTo(264);
        assertThat(all(".card")).isEqualTo(5);
        assertThat(find(".card .meter").getDomAttribute("aria-valuetext")).contains(" of 31 met");
        assertThat(find("#requirements > h3 .tally").getText()).isEqualTo("264");
    }

    @Test
    void levelsFilterChecksAndRequirementsAndTheCountsFollow() {
        long checks = all(".item[data-kind=check]");
        long errors = all(".item[data-kind=check][data-level=error]");
        long unmet = all(".item[data-kind=requirement][data-level=error]");
        assertThat(errors).isBetween(5L, checks - 1);
        find(".chip.k-error").click();
        assertThat(shown(":not([data-level=error])")).isZero();
        assertThat(shown("[data-kind=check]")).isEqualTo(errors);
        assertThat(shown("[data-kind=requirement]")).isEqualTo(unmet);
        assertThat(find("#checks > h3 .tally").getText()).isEqualTo(errors + " of " + checks);
        assertThat(find(".filters .shown").getText())
                .isEqualTo("Shown: " + errors + " of " + checks + " checks, " + unmet + " of 264 requirements.");
        find(".chip.k-warning").click();
        assertThat(shown("[data-kind=check]")).isEqualTo(errors + all(".item[data-kind=check][data-level=warning]"));
        find("button[type=reset]").click();
        assertThat(shown("[data-kind=check]")).isEqualTo(checks);
        assertThat(find("#checks > h3 .tally").getText()).isEqualTo(Long.toString(checks));
        assertThat(find(".filters .shown").getText()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"area,ssh", "profile,vk-cloud", "verdict,not-met"})
    void areasMarketplacesAndVerdictsFilter(String name, String value) {
        find("select[name=" + name + "] option[value=" + value + "]").click();
        String has = "[data-" + name + "~=" + value + "]";
        assertThat(shown(":not(" + has + ")")).isZero();
        assertThat(shown(has)).isEqualTo(all(".item" + has)).isPositive();
        for (WebElement section : browser.driver().findElements(By.cssSelector(".area, .profile"))) {
            if (section.isDisplayed()) {
                assertThat(section.findElements(By.cssSelector(".item:not([hidden])")))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void wordsAreSearchedInTitlesPathsAndMessages() {
        new Actions(browser.driver()).sendKeys("/").perform();
        WebElement search = browser.driver().switchTo().activeElement();
        assertThat(search.getDomAttribute("name")).isEqualTo("text");
        search.sendKeys("FSTAB sda2");
        assertThat(shown("#check-fs\\.fstab-no-device-names")).isEqualTo(1);
        assertThat(shown(".item")).isBetween(1L, 20L);
        assertThat(browser.run(SHOWN + ".every(i => /fstab/i.test(i.textContent) && /sda2/i.test(i.textContent))"))
                .isEqualTo(true);
        search.sendKeys("no such words");
        assertThat(shown(".item")).isZero();
        assertThat(find("#checks > .nothing").isDisplayed()).isTrue();
        search.sendKeys(Keys.ESCAPE);
        assertThat(shown(".item")).isEqualTo(all(".item"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"check-ssh.host-keys-absent", "req-YC-13", "check-disk.container-standalone"})
    void anchorsLeadToWhatTheyNameEvenIfItIsFoldedOrFiltered(String anchor) {
        browser.open(demo, "#" + anchor);
        assertThat(comesIntoSight(anchor)).isTrue();
        find("input[name=text]").sendKeys("no such words");
        assertThat(browser.run("return document.getElementById(arguments[0]).checkVisibility()", anchor))
                .isEqualTo(false);
        browser.run("location.hash = 'main'");
        browser.run("location.hash = arguments[0]", anchor);
        assertThat(comesIntoSight(anchor)).isTrue();
    }

    /** The page scrolls smoothly. */
    private static boolean comesIntoSight(String anchor) {
        for (int i = 0; i < 50 && !isOpenAndInSight(anchor); i++) {
            browser.driver().executeAsyncScript("setTimeout(arguments[0], 100)");
        }
        return isOpenAndInSight(anchor);
    }

    private static boolean isOpenAndInSight(String anchor) {
        return Boolean.TRUE.equals(browser.run("""
                const e = document.getElementById(arguments[0]), box = e.getBoundingClientRect();
                return e.checkVisibility() && e.querySelector('details').open && box.top >= 0 && box.top < innerHeight
                    && document.activeElement === e""", anchor));
    }

    @Test
    void aLinkIsCopiedWhenItIsClicked() {
        browser.driver()
                .executeCdpCommand(
                        "Browser.grantPermissions",
                        Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        WebElement link = find("#req-YC-13 .permalink");
        new Actions(browser.driver()).scrollToElement(link).perform();
        link.click();
        Object copied = browser.driver().executeAsyncScript("""
                const done = arguments[0];
                setTimeout(() => navigator.clipboard.readText().then(done, e => done('error: ' + e)), 300);""");
        assertThat(copied).isEqualTo(demo.toUri() + "#req-YC-13");
        assertThat(browser.run("return location.hash")).isEqualTo("#req-YC-13");
    }

    @Test
    void coloursFollowTheSystemUnlessTheReaderChooses() {
        String ground = "return getComputedStyle(document.body).backgroundColor";
        Object light = browser.run(ground);
        browser.emulate("dark", "screen");
        Object dark = browser.run(ground);
        assertThat(dark).isNotEqualTo(light);
        find(".theme label:nth-of-type(2)").click();
        assertThat(browser.run(ground)).isEqualTo(light);
        browser.driver().navigate().refresh();
        assertThat(browser.run(ground)).as("remembered").isEqualTo(light);
        find(".theme label:nth-of-type(1)").click();
        assertThat(browser.run(ground)).isEqualTo(dark);
    }

    @Test
    void theKeyboardReachesEverythingAndIsNowhereTrapped() {
        browser.run("document.body.focus()");
        Set<String> seen = new HashSet<>();
        String focused = """
                const e = document.activeElement;
                if (!e.dataset.seen) { e.dataset.seen = String(document.querySelectorAll('[data-seen]').length + 1); }
                return e.dataset.seen""";
        String visible = """
                const e = document.activeElement, of = e.matches('[type=checkbox], [type=radio]') ? e.nextElementSibling : e;
                const style = getComputedStyle(of), own = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
                return own || style.boxShadow !== 'none' ? '' : e.outerHTML.slice(0, 200)""";
        for (int i = 0; i < 80; i++) {
            new Actions(browser.driver()).sendKeys(Keys.TAB).perform();
            assertThat(seen.add(String.valueOf(browser.run(focused))))
                    .as("stop " + i)
                    .isTrue();
            assertThat(browser.run(visible)).isEqualTo("");
            if (i == 0) {
                assertThat(browser.driver().switchTo().activeElement().getText())
                        .isEqualTo("Skip to the report");
            }
        }
        assertThat(
                        browser.run(
                                "return ['.skip', '[name=theme]', '[name=text]', '[name=area]', '[name=level]', "
                                        + "'[data-do=open]', '.item summary', '.permalink'].filter(c => !document.querySelector(c + '[data-seen]'))"))
                .isEqualTo(List.of());
        find(".item summary").sendKeys(Keys.ENTER);
        assertThat(find(".item").findElement(By.cssSelector(".body")).isDisplayed())
                .isTrue();
    }

    @Test
    void axeFindsNothingOnTheWholePage() {
        browser.driver().manage().timeouts().scriptTimeout(java.time.Duration.ofMinutes(5));
        assertNoViolations();
    }

    /** All kinds of things that there are, unfolded; not all of each kind: axe takes a minute for hundreds of them. */
    @ParameterizedTest
    @CsvSource({"light,1280", "dark,1280", "light,390", "dark,390"})
    void axeFindsNothingOnAnyScreen(String scheme, int width) {
        browser.resize(width, 900);
        browser.emulate(scheme, "screen");
        assertThat(prune()).isBetween(10L, 60L);
        find("[data-do=open]").click();
        assertNoViolations();
        assertThat(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
    }

    /** Leaves two items of each kind and level and those with excerpts; the count of what is left. */
    private static long prune() {
        return browser.number("""
                const kept = {};
                document.querySelectorAll('.item').forEach(item => {
                  const kind = item.dataset.kind + item.dataset.level;
                  kept[kind] = (kept[kind] || 0) + 1;
                  if (kept[kind] > 2 && !item.querySelector('.excerpt')) { item.remove(); }
                });
                document.querySelectorAll('.page').forEach((page, i) => { if (i > 1) { page.remove(); } });
                return document.querySelectorAll('.item').length""");
    }

    @SuppressWarnings("deprecation") // the other mode opens windows, for frames, which the page has none of
    private static void assertNoViolations() {
        List<Rule> violations =
                new AxeBuilder().setLegacyMode(true).analyze(browser.driver()).getViolations();
        assertThat(violations.stream()
                        .map(rule -> rule.getId() + ": " + rule.getHelp() + ": "
                                + rule.getNodes().stream()
                                        .limit(3)
                                        .map(node -> node.getTarget() + " " + node.getHtml())
                                        .toList()))
                .isEmpty();
    }

    @Test
    void itPrintsUnfoldedAndWithoutControls() {
        browser.run("""
                window.addEventListener('beforeprint', () => {
                  window.folded = document.querySelectorAll('details:not([open])').length;
                });""");
        byte[] pdf = Base64.getDecoder()
                .decode(browser.driver().print(new PrintOptions()).getContent());
        assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("%PDF-");
        assertThat(pdf.length).isGreaterThan(100_000);
        assertThat(browser.number("return window.folded")).isZero();
        assertThat(all("details:not([open])")).as("folded again").isPositive();
        browser.emulate("dark", "print");
        for (String control : List.of(".filters", ".theme", ".permalink", ".skip")) {
            assertThat(browser.run("return document.querySelector(arguments[0]).checkVisibility()", control))
                    .as(control)
                    .isEqualTo(false);
        }
        assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(255, 255, 255)");
        assertThat(
                        browser.run(
                                "return [...document.querySelectorAll('.item .body')].every(b => b.getClientRects().length > 0)"))
                .as("also what is folded on the screen")
                .isEqualTo(true);
    }

    @Test
    void withoutJavaScriptEverythingIsThere() {
        try (Browser plain = Browser.start(false)) {
            plain.open(demo, "");
            assertThat(plain.complaints()).isEmpty();
            assertThat(plain.run("return document.querySelector('.filters').checkVisibility()"))
                    .isEqualTo(false);
            assertThat(plain.run(
                            "return [...document.querySelectorAll('.item .body')].every(b => b.checkVisibility())"))
                    .isEqualTo(true);
            assertThat(plain.driver()
                            .findElement(By.id("check-ssh.host-keys-absent"))
                            .getText())
                    .contains("/etc/ssh/ssh_host_rsa_key", "How to fix");
        }
    }

    @Test
    void severalImagesShareOnePage() {
        Path page = page("several.html", DEMO, directory.resolve("missing.qcow2"));
        browser.open(page, "#image-2");
        assertThat(browser.complaints()).isEmpty();
        assertThat(find(".images").getText()).contains("demo.qcow2", "missing.qcow2", "Not opened");
        assertThat(find("#image-2").getText()).contains("missing.qcow2");
        prune();
        assertNoViolations();
    }

    @Test
    void theRealDebianIsReadableToo() throws IOException {
        Path page = page("debian.html", DebianImage.TWELVE.qcow2());
        assertThat(Files.size(page)).isLessThan(500_000);
        browser.open(page, "");
        assertThat(browser.complaints()).isEmpty();
        screenshot("debian", 1280, "light", 3000);
        prune();
        assertNoViolations();
    }

    @Test
    void picturesAreTakenForPeople() throws IOException {
        screenshot("light", 1280, "light", 2600);
        screenshot("dark", 1280, "dark", 2600);
        screenshot("narrow", 390, "dark", 4200);
        screenshot("wide", 1800, "light", 1400);
        browser.resize(800, 1100);
        browser.emulate("light", "print");
        browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        take("print", 0, 4200);
        browser.emulate("light", "screen");
        browser.resize(1280, 900);
        String top = "return document.getElementById(arguments[0]).getBoundingClientRect().top + scrollY - 20 | 0";
        take("requirement", browser.number(top, "req-YC-08"), 1100);
        take("check", browser.number(top, "check-boot.console-ttys0"), 1300);
        take("end", browser.number(top, "not-run"), 1300);
        assertThat(browser.number("return document.documentElement.scrollHeight"))
                .isGreaterThan(2600);
    }

    private static void screenshot(String name, int width, String scheme, int height) throws IOException {
        browser.resize(width, 900);
        browser.emulate(scheme, "screen");
        take(name, 0, height);
    }

    private static void take(String name, long top, int height) throws IOException {
        String wanted = System.getProperty("screenshots.dir", "");
        if (!wanted.isEmpty()) {
            browser.screenshot(Files.createDirectories(Path.of(wanted)).resolve(name + ".png"), top, height);
        }
    }
}
