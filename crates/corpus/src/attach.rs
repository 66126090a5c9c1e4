//! Joining a rule with its decoded query.

use query::Decoded;
use query::spl::Macros;
use rule::{Language, Query, Reason, Rule, RuleLogic, Span};

use crate::Problem;
use crate::placement::{Placement, Style, find_yaml_scalar};
use crate::text_file::TextFile;

/// Decodes a query that needs nothing but its text.
pub(crate) fn decode(language: Language, text: &str) -> Decoded {
    match language {
        Language::Eql => query::eql::decode(text),
        Language::Kuery => query::kuery::decode(text),
        Language::Lucene => query::lucene::decode(text),
        Language::Esql => query::esql::decode(text),
        Language::Spl => query::spl::decode(text, &Macros::new()),
        Language::Kusto => query::kusto::decode(text),
        Language::YaraL => query::yaral::decode(text),
        Language::Sql => query::sql::decode(text),
        Language::Sigma | Language::Python | Language::Yaml | Language::None => Decoded {
            logic: RuleLogic::opaque(text, Reason::Language, Span::new(0, text.len())),
            diagnostics: Vec::new(),
        },
    }
}

/// Gives a rule a query that stands in its own file, and the logic it was decoded into; spans become places
/// in the file.
pub(crate) fn attach(
    rule: &mut Rule,
    file: &TextFile,
    (language, text): (Language, &str),
    placement: &Placement,
    decoded: Decoded,
) -> Vec<Problem> {
    let Decoded {
        mut logic,
        diagnostics,
    } = decoded;
    logic.map_spans(&|span| placement.place(span));
    rule.logic = logic;
    rule.query = Some(Query {
        language,
        text: text.to_owned(),
        span: placement.span(),
        file: None,
    });
    diagnostics
        .into_iter()
        .map(|mut diagnostic| {
            diagnostic.span = placement.place(diagnostic.span);
            Problem::from_diagnostic(file, diagnostic)
        })
        .collect()
}

/// The same for a query that is the value of a top-level key of a YAML file.
pub(crate) fn attach_yaml(
    rule: &mut Rule,
    file: &TextFile,
    key: &str,
    (language, text): (Language, &str),
    decoded: Decoded,
) -> Vec<Problem> {
    let placement = yaml_placement(&file.text, key, text);
    attach(rule, file, (language, text), &placement, decoded)
}

/// Where the scalar of a top-level YAML key stands; nowhere if it cannot be followed.
pub(crate) fn yaml_placement(file: &str, key: &str, text: &str) -> Placement {
    find_yaml_scalar(file, key)
        .and_then(|(start, style)| Placement::align(file, start, text, style))
        .unwrap_or_default()
}

/// Where a TOML string stands, its span counting the quotes.
pub(crate) fn toml_placement(file: &str, span: std::ops::Range<usize>, text: &str) -> Placement {
    let Some(quoted) = file.get(span.clone()) else {
        return Placement::default();
    };
    let literal = quoted.starts_with('\'');
    let quotes = if quoted.starts_with("'''") || quoted.starts_with("\"\"\"") {
        3
    } else {
        1
    };
    let start = span.start + quotes;
    let body = file.get(start..).unwrap_or_default();
    let newline = usize::from(quotes == 3) * (body.len() - trim_newline(body).len());
    if literal && body[newline..].starts_with(text) {
        return Placement::contiguous(start + newline, text.len());
    }
    let style = if literal { Style::Verbatim } else { Style::Escaped };
    Placement::align(file, start + newline, text, style).unwrap_or_default()
}

/// A newline right after the opening quotes belongs to no multi-line string.
fn trim_newline(body: &str) -> &str {
    body.strip_prefix("\r\n")
        .or_else(|| body.strip_prefix('\n'))
        .unwrap_or(body)
}
