//! Dates as vendors write them.

/// `2024/01/31`, `2024-1-31` and longer forms that start so become `2024-01-31`; anything else stays as
/// authored, without blanks around it. Blank is none.
pub(crate) fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(iso(text).unwrap_or_else(|| text.to_owned()))
}

fn iso(text: &str) -> Option<String> {
    let day_part = text.split(['T', ' ']).next()?;
    let separator = ['-', '/', '.']
        .into_iter()
        .find(|separator| day_part.contains(*separator))?;
    let mut parts = day_part
        .split(separator)
        .map(|part| (part.len(), part.parse::<u32>()));
    let mut next = |longest: usize, most: u32| match parts.next() {
        Some((length, Ok(number))) if length <= longest && (1..=most).contains(&number) => Some(number),
        _ => None,
    };
    let (year, month, day) = (next(4, 9999)?, next(2, 12)?, next(2, 31)?);
    (year >= 1000 && parts.next().is_none()).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn dates_become_iso_where_they_can() {
        for (authored, expected) in [
            ("2021-10-12", "2021-10-12"),
            ("2021/10/12", "2021-10-12"),
            (" 2021/1/2 ", "2021-01-02"),
            ("2024-05-06T07:08:09Z", "2024-05-06"),
            ("12/10/2021", "12/10/2021"),
            ("soon", "soon"),
            ("2021-13-01", "2021-13-01"),
        ] {
            assert_eq!(normal(authored).as_deref(), Some(expected));
        }
        assert_eq!(normal("  "), None);
    }
}
