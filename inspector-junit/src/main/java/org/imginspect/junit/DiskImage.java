package org.imginspect.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.imginspect.scan.EngineChoice;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An image that a test is about, on a parameter of a test, of a life-cycle method or of a constructor:
 *
 * <pre>{@code
 * @Test
 * void nobodyIsLeftBehind(@DiskImage("build/disk.qcow2") OpenedImage image) {
 *     assertThat(image).hasNoFile("/root/.bash_history").hasPackage("cloud-init");
 * }
 *
 * @Test
 * void fitForTheMarketplace(@DiskImage(value = "build/disk.qcow2", profiles = "yandex-cloud") ScanReport report) {
 *     assertThat(report).isComplete().meets("YC-13").hasNoErrors();
 * }
 * }</pre>
 *
 * <p>The parameter is a {@link org.imginspect.engine.Guest}, a {@link org.imginspect.guest.GuestTree}, a
 * {@link org.imginspect.engine.StorageMap}, a {@link org.imginspect.facts.Facts}, a {@link org.imginspect.scan.OpenedImage} or a
 * {@link org.imginspect.scan.ScanReport}. An image is opened once and closed after the last test; it is scanned once for each set of
 * profiles. It is only ever read. A guest that was not found, or an image that cannot be opened, fails the test; it never skips it.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DiskImageExtension.class)
public @interface DiskImage {
    /** The image's file, relative to the working directory; <code>${name}</code> stands for a system property, so that a build can tell it. */
    String value();

    /** Who reads it. */
    EngineChoice engine() default EngineChoice.AUTO;

    /** Ids or files of profiles that a {@code ScanReport} is judged by; none for the checks that always run. */
    String[] profiles() default {};

    /** What no image can tell, as {@code --set} takes it: {@code ports=22,443}. */
    String[] settings() default {};
}
