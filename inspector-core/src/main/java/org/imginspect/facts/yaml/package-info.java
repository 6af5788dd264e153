/**
 * YAML as PyYAML's safe loader reads it, which is what cloud-init reads its files with: YAML 1.1 scalars ({@code yes} is true, {@code 010} is
 * eight, {@code 1:30} is ninety), the last of equal keys, merge keys. The events come from snakeyaml-engine; nothing of it leaves this package.
 *
 * <p>A text that is no YAML is an answer, {@link org.imginspect.facts.yaml.YamlDocument.Invalid}; a text beyond one of our caps is a
 * {@link org.imginspect.error.LimitExceededException}. Other programs read YAML differently: they ask {@link
 * org.imginspect.facts.yaml.YamlScalar#text()} and judge it themselves.
 *
 * @see <a href="https://yaml.org/spec/1.1/">YAML 1.1</a>
 * @see <a href="https://yaml.org/type/">its types</a>
 */
@NullMarked
package org.imginspect.facts.yaml;

import org.jspecify.annotations.NullMarked;
