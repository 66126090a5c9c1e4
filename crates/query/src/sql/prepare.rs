//! What stands in a query and is no SQL: Panther's time macros, Jinja templates, a platform's variables
//! (<https://docs.panther.com/search/data-explorer#macros>,
//! <https://docs.panther.com/search/scheduled-searches/templated-searches>).
//!
//! Both are overwritten in place, so that every byte of what is left keeps its offset.

use rule::Span;

use crate::Cursor;

/// A query made ready for the parser.
pub(super) struct Prepared {
    /// The text to parse, as long as the original or longer.
    pub(super) text: String,
    /// Template calls whose result is not known.
    pub(super) templates: Vec<Span>,
}

/// A name that stands for a template's result.
pub(super) const TEMPLATE: &str = "t__";

/// What stands for a variable that the platform fills in with the end of the time window.
const MOMENT: &str = "sysdate";

/// Macros that limit the time of events.
const WINDOWS: &[&str] = &[
    "p_occurs_since",
    "p_occurs_between",
    "p_occurs_around",
    "p_occurs_after",
    "p_occurs_before",
];

/// Overwrites macros and templates.
pub(super) fn prepare(text: &str) -> Prepared {
    let mut out = Vec::with_capacity(text.len());
    let mut cursor = Cursor::new(text);
    let mut templates = Vec::new();
    while let Some(c) = cursor.peek() {
        let start = cursor.at();
        if let Some(end) = ["{%", "{#"].iter().find(|open| cursor.rest().starts_with(**open)) {
            cursor.take_until(if *end == "{%" { "%}" } else { "#}" });
            fill(&mut out, &text[start..cursor.at()], "");
        } else if cursor.eat("{{") {
            cursor.take_until("}}");
            templates.push(cursor.span_from(start));
            fill(&mut out, &text[start..cursor.at()], TEMPLATE);
        } else if let Some(variable) = variable(cursor.rest()) {
            cursor.eat(variable);
            fill(&mut out, variable, MOMENT);
        } else if cursor.rest().starts_with("--") {
            let line = cursor.take_while(|c| c != '\n');
            out.extend_from_slice(line.as_bytes());
        } else if cursor.eat("/*") {
            cursor.take_until("*/");
            out.extend_from_slice(&text.as_bytes()[start..cursor.at()]);
        } else if matches!(c, '\'' | '"') {
            quoted(&mut cursor, c);
            out.extend_from_slice(&text.as_bytes()[start..cursor.at()]);
        } else if c.is_alphabetic() || c == '_' {
            let word = cursor.take_while(|c| c.is_alphanumeric() || c == '_');
            if WINDOWS.iter().any(|window| window.eq_ignore_ascii_case(word)) && arguments(&mut cursor) {
                fill(&mut out, &text[start..cursor.at()], "TRUE");
            } else {
                out.extend_from_slice(word.as_bytes());
            }
        } else {
            cursor.bump();
            out.extend_from_slice(&text.as_bytes()[start..cursor.at()]);
        }
    }
    let text = completed(String::from_utf8_lossy(&out).into_owned(), text, &templates);
    Prepared { text, templates }
}

/// `$latest$`: a variable, unless the same mark comes again and closes a quoted text.
fn variable(rest: &str) -> Option<&str> {
    let name = rest.strip_prefix('$')?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let variable = rest.get(..end + 2)?;
    let closed = variable.ends_with('$') && variable.len() >= MOMENT.len();
    let again = rest.get(variable.len()..)?.contains(variable);
    (closed && !again).then_some(variable)
}

/// Writes `instead` and blanks in the place of a text; line breaks stay where they are.
fn fill(out: &mut Vec<u8>, text: &str, instead: &str) {
    let mut instead = instead.bytes();
    for byte in text.bytes() {
        out.push(match byte {
            b'\n' => b'\n',
            _ => instead.next().unwrap_or(b' '),
        });
    }
}

/// Takes a quoted text, doubled quotes and escapes included.
fn quoted(cursor: &mut Cursor<'_>, quote: char) {
    cursor.bump();
    while let Some(c) = cursor.bump() {
        let escapes = c == '\\' && quote == '\'';
        let doubled = c == quote && cursor.peek() == Some(quote);
        if escapes || doubled {
            cursor.bump();
        } else if c == quote {
            break;
        }
    }
}

/// Takes arguments in brackets; whether there are any.
fn arguments(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    ahead.take_while(char::is_whitespace);
    if !ahead.eat("(") {
        return false;
    }
    let mut open = 1_usize;
    while let Some(c) = ahead.peek() {
        match c {
            '\'' | '"' => {
                quoted(&mut ahead, c);
                continue;
            }
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        ahead.bump();
        if open == 0 {
            *cursor = ahead;
            return true;
        }
    }
    false
}

/// A template at the end writes the final `SELECT`: the table it is given is read instead.
fn completed(prepared: String, original: &str, templates: &[Span]) -> String {
    let Some(last) = templates.last() else {
        return prepared;
    };
    let (start, end) = (last.start as usize, last.end as usize);
    let (Some(before), Some(after)) = (prepared.get(..start), prepared.get(end..)) else {
        return prepared;
    };
    let is_last = after.trim().trim_end_matches(';').is_empty();
    if !is_last || !before.trim_end().ends_with([',', ')']) {
        return prepared;
    }
    let call = original.get(start..end).unwrap_or_default();
    let Some(table) = call.split(['\'', '"']).nth(1) else {
        return prepared;
    };
    let before = before.trim_end().trim_end_matches(',');
    let blanks = " ".repeat(start - before.len());
    format!("{before}{blanks} SELECT * FROM {table}")
}

#[cfg(test)]
mod tests {
    use super::prepare;

    #[test]
    fn macros_keep_every_offset() {
        let text = "SELECT 'p_occurs_since(x)' FROM t WHERE p_occurs_since(1d, , at) AND a = 1";
        let prepared = prepare(text).text;
        assert_eq!(prepared.len(), text.len());
        assert!(prepared.starts_with("SELECT 'p_occurs_since(x)' FROM t WHERE TRUE "));
        assert_eq!(prepared.find("AND a"), text.find("AND a"));
    }

    #[test]
    fn a_closing_template_reads_the_table_it_is_given() {
        let text = "{% import 'x' f %}\nWITH q AS (SELECT 1), {{ f('q', 'a') }}";
        let prepared = prepare(text);
        assert!(
            prepared.text.trim_end().ends_with("SELECT * FROM q"),
            "{}",
            prepared.text
        );
        assert_eq!(prepared.templates.len(), 1);
    }
}
