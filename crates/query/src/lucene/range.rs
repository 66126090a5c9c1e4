//! `[low TO high]`, `{low TO high}`, `>=low`.

use crate::Cursor;

/// A range of values; an end that is missing is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) low: Option<Bound>,
    pub(super) high: Option<Bound>,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) value: String,
    pub(super) inclusive: bool,
}

/// Reads the range that starts here. `None` when it is none; everything up to its end is taken all the same.
pub(super) fn range(cursor: &mut Cursor<'_>) -> Option<Range> {
    let low_inclusive = cursor.bump() == Some('[');
    let low = bound(cursor)?;
    cursor.take_while(char::is_whitespace);
    let between = bound(cursor)?;
    cursor.take_while(char::is_whitespace);
    let high = bound(cursor)?;
    cursor.take_while(char::is_whitespace);
    let high_inclusive = match cursor.bump()? {
        ']' => true,
        '}' => false,
        _ => return None,
    };
    let end = |value: String, inclusive| (value != "*").then_some(Bound { value, inclusive });
    (between == "TO").then(|| Range {
        low: end(low, low_inclusive),
        high: end(high, high_inclusive),
    })
}

/// The next word or quoted phrase of a range.
fn bound(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.take_while(char::is_whitespace);
    if cursor.eat("\"") {
        return Some(cursor.take_until("\"").to_owned());
    }
    let word = cursor.take_while(|c| !c.is_whitespace() && !matches!(c, ']' | '}'));
    (!word.is_empty()).then(|| word.replace('\\', ""))
}

#[cfg(test)]
mod tests {
    use super::{Bound, range};
    use crate::Cursor;

    fn shown(text: &str) -> Option<String> {
        let end = |bound: Option<Bound>| {
            bound.map_or_else(
                || "open".to_owned(),
                |bound| format!("{}/{}", bound.value, bound.inclusive),
            )
        };
        range(&mut Cursor::new(text)).map(|range| format!("{} {}", end(range.low), end(range.high)))
    }

    #[test]
    fn ends_may_be_open_and_quoted_and_mixed() {
        let cases = [
            ("[1 TO 5]", Some("1/true 5/true")),
            ("{-1 TO 5]", Some("-1/false 5/true")),
            ("[* TO 5}", Some("open 5/false")),
            ("[\"a b\" TO * ]", Some("a b/true open")),
            ("[1 to 5]", None),
            ("[1 TO", None),
            ("[]", None),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text).as_deref(), expected, "{text}");
        }
    }
}
