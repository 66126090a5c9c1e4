//! Medians and ratios. The machine's speed drifts, so ratios are of runs that stood side by side.

/// The middle value; of an even number the lower one. 0 of none.
pub(super) fn median(values: &[f64]) -> f64 {
    percentile(values, 50)
}

/// The value that so many of a hundred do not exceed. 0 of none.
pub(super) fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).copied().unwrap_or_default()
}

/// The median of a pair's quotients.
pub(super) fn ratio(these: &[f64], those: &[f64]) -> f64 {
    let quotients: Vec<f64> = these
        .iter()
        .zip(those)
        .filter(|&(_, &that)| that > 0.0)
        .map(|(this, that)| this / that)
        .collect();
    median(&quotients)
}

#[cfg(test)]
mod tests {
    use super::{median, percentile, ratio};

    #[test]
    fn the_middle_and_the_tail() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]), 2.0);
        assert_eq!(median(&[]), 0.0);
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&hundred, 95), 95.0);
        assert_eq!(percentile(&[1.0, 9.0], 95), 9.0);
    }

    #[test]
    fn a_slow_round_slows_both_of_a_pair() {
        assert_eq!(ratio(&[1.0, 10.0, 1.0], &[2.0, 20.0, 2.0]), 0.5);
    }
}
