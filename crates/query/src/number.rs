//! Canonical text of numbers.

/// The canonical text of a numeric literal: `010` stays as written, `+5`, `5.0` and `5.` are `5`, `0x1F` is
/// `31`, `.5` is `0.5`. Text that is no number comes back unchanged.
///
/// Leading zeros are kept because event data holds such strings (keyboard layouts, GUID parts).
pub fn canonical_number(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return match u128::from_str_radix(hex, 16) {
            Ok(n) => format!("{sign}{n}"),
            Err(_) => text.to_owned(),
        };
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if digits.is_empty() || digits == "." || !numeric(whole) || !numeric(fraction) {
        return text.to_owned();
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::canonical_number;

    #[test]
    fn equal_numbers_have_one_text() {
        let cases = [
            ("5", "5"),
            ("+5", "5"),
            ("5.0", "5"),
            ("5.", "5"),
            (".50", "0.5"),
            ("-3.10", "-3.1"),
            ("0x1F", "31"),
            ("00000429", "00000429"),
            ("1.2.3", "1.2.3"),
            ("abc", "abc"),
            ("-", "-"),
            (".", "."),
            ("", ""),
        ];
        for (authored, canonical) in cases {
            assert_eq!(canonical_number(authored), canonical, "{authored}");
        }
    }
}
