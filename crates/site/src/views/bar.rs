//! Bars behind counts.

/// Steps a bar has; the style sheet knows one class for each.
const STEPS: usize = 20;

/// How long the bar of a count is, in twentieths of the column; what is there at all is seen.
pub(crate) fn bar(count: usize, largest: usize) -> usize {
    if count == 0 || largest == 0 {
        0
    } else {
        (count * STEPS).div_ceil(largest).min(STEPS)
    }
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn the_largest_count_fills_the_column_and_one_is_seen() {
        assert_eq!((bar(10, 10), bar(1, 1000), bar(0, 10), bar(0, 0)), (20, 1, 0, 0));
    }
}
