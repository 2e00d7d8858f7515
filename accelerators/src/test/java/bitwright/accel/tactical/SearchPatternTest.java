package bitwright.accel.tactical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchPatternTest {
    /** The first three are those of the table tcl_search_offsets.csv; the others continue them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    T8<2,5> | 1,-1 1,0 1,1 1,3 2,-2 2,0 2,2              | 8 | 3
                    L8<1,6> | 1,-6 1,-5 1,-4 1,-3 1,-2 1,-1 1,0          | 8 | 3
                    L<2,5>  | 1,-5 1,-4 1,-3 1,-2 1,-1 1,0 2,0           | 8 | 3
                    T<1,4>  | 1,-2 1,-1 1,0 1,1 1,2                      | 6 | 3
                    L<3,0>  | 1,0 2,0 3,0                                | 4 | 2
                    T<3,8>  | 1,-4 1,-1 1,0 1,1 1,4 2,-2 2,0 2,2 3,-3 3,0 3,3 | 12 | 4
                    """)
    void aNameStandsForItsCandidatesInOrder(String name, String candidates, int inputs, int selectBits) {
        var pattern = SearchPattern.of(name);
        assertThat(pattern.candidates().stream()
                        .map(candidate -> candidate.lookahead() + "," + candidate.lookaside())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(candidates);
        assertThat(pattern.inputs()).isEqualTo(inputs);
        assertThat(pattern.selectBits()).isEqualTo(selectBits);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    X<2,5>   | must be L<h,d> or T<h,d>, perhaps with the multiplexer's inputs as in T8<2,5>, got 'X<2,5>'
                    T9<2,5>  | 'T9<2,5>' has a multiplexer of 8 inputs
                    L<0,5>   | must look ahead at least a line and reach at most 63 places, got 'L<0,5>'
                    L<40,40> | must look ahead at least a line and reach at most 63 places, got 'L<40,40>'
                    """)
    void aNameThatStandsForNoneIsRefused(String name, String message) {
        assertThatThrownBy(() -> SearchPattern.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aPlaceMayNotBeNamedTwice() {
        assertThatThrownBy(() -> new SearchPattern(List.of(new Candidate(1, 0), new Candidate(1, 0))))
                .hasMessage("candidates must not name a place twice");
    }
}
