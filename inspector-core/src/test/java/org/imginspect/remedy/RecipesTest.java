package org.imginspect.remedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imginspect.check.Check;
import org.imginspect.checks.Catalogue;
import org.junit.jupiter.api.Test;

class RecipesTest {
    private static final int FEWEST_RECIPES = 95;

    @Test
    void everyCheckIsMendedByARecipeOrByPeopleForAReason() {
        Map<String, String> byHand = ByHand.reasons();
        List<String> neither = new ArrayList<>();
        List<String> both = new ArrayList<>();
        int recipes = 0;
        for (Check check : Catalogue.all()) {
            String id = check.info().id();
            boolean mended = Recipe.of(check).isPresent();
            recipes += mended ? 1 : 0;
            if (!mended && !byHand.containsKey(id)) {
                neither.add(id);
            }
            if (mended && byHand.containsKey(id)) {
                both.add(id);
            }
        }
        assertThat(neither).isEmpty();
        assertThat(both).isEmpty();
        assertThat(recipes).isGreaterThanOrEqualTo(FEWEST_RECIPES);
        assertThat(byHand.keySet())
                .allSatisfy(id -> assertThat(Catalogue.find(id)).as(id).isPresent());
        assertThat(byHand.values())
                .allSatisfy(reason -> assertThat(reason).isNotBlank().doesNotEndWith("."));
    }

    @Test
    void parametersThatRecipesAskForAreTheirChecks() {
        for (Check check : Catalogue.all()) {
            Recipe.of(check).stream()
                    .flatMap(recipe -> recipe.arguments().stream())
                    .filter(argument -> argument.kind() == Recipe.Argument.Kind.PARAMETER)
                    .forEach(argument -> assertThat(check.info().parameter(argument.parameter()))
                            .as("%s of %s", argument.parameter(), check.info().id())
                            .isPresent());
        }
    }

    @Test
    void adviceIsWhatThePageSaysUnderItsHeading() {
        assertThat(ByHand.advice("# x\n## Why\nno\n## How to fix\n\n```sh\nrm x\n```\nor not\n## Fails\nno\n"))
                .containsExactly("rm x", "or not");
    }

    @Test
    void aHeadThatIsMisspelledIsAMistake() {
        assertThatThrownBy(() -> Recipe.parse("# phase: files\n# dose: Removes it.\nremove /x\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dose");
        assertThatThrownBy(() -> Recipe.parse("# phase: sometime\n# does: Removes it.\nremove /x\n"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Recipe.parse("# phase: files\n# does: Removes it.\n# arguments: names\nremove /x\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
