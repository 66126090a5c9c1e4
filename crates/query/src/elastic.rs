//! What a value means on an Elasticsearch field, for the languages that leave it to the index: KQL and Lucene.
//!
//! Fields are taken as `keyword`, which is what the Elastic Common Schema makes of nearly all: the whole value
//! is compared, case and all (<https://www.elastic.co/docs/reference/query-languages/kql>). On the few fields
//! that are analysed text a value is a word or phrase of it, whatever its case; the multi-fields `.text` and
//! `.caseless` do not mind case either. A value in the shape of a network is one, as on `ip` fields
//! (<https://www.elastic.co/docs/reference/elasticsearch/mapping-reference/ip>).

use std::collections::HashSet;
use std::net::IpAddr;

use rule::{Logic, Operator, Predicate, Quantifier, Span};

use crate::place::place;
use crate::{Pattern, Piece};

/// Fields that ECS (<https://www.elastic.co/docs/reference/ecs>) or Elastic's integrations map as text.
const TEXT_FIELDS: &[&str] = &[
    "error.message",
    "log.original",
    "message",
    "powershell.file.script_block_text",
];

/// Time windows are no conditions on an event.
pub(crate) const TIME_FIELD: &str = "@timestamp";

fn is_analysed(field: &str) -> bool {
    TEXT_FIELDS.contains(&field) || field.ends_with(".text")
}

/// Whether values of this field are compared case and all.
pub(crate) fn minds_case(field: &str) -> bool {
    !is_analysed(field) && !field.ends_with(".caseless")
}

/// The text of a pattern as an author writes it, for field names such as `threat.indicator.*`.
pub(crate) fn plain(pattern: &Pattern) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::AnyRun => "*".to_owned(),
        Piece::AnyOne => "?".to_owned(),
    };
    pattern.pieces().iter().map(text).collect()
}

/// One condition for a list of patterns, each with its place, on one field; on all fields without a name or
/// under the name `*`.
pub(crate) fn values(
    field: &str,
    patterns: Vec<(Pattern, Span)>,
    quantifier: Quantifier,
    whole: Span,
) -> Logic {
    let mut seen = HashSet::new();
    let distinct = patterns
        .into_iter()
        .filter(|(pattern, _)| seen.insert(pattern.clone()));
    if matches!(field, "" | "*") {
        return anywhere(
            &distinct.map(|(pattern, _)| pattern).collect::<Vec<_>>(),
            quantifier,
            whole,
        );
    }
    let (networks, plain): (Vec<_>, Vec<_>) = distinct.partition(|(pattern, _)| network(pattern).is_some());
    let (networks, network_spans): (Vec<Pattern>, Vec<Span>) = networks.into_iter().unzip();
    let (plain, spans): (Vec<Pattern>, Vec<Span>) = plain.into_iter().unzip();
    let is_mixed = !networks.is_empty() && !plain.is_empty();
    let whole_of = |spans: &[Span]| if is_mixed { stretch(spans) } else { whole };
    let plain_whole = whole_of(&spans);
    let mut folded = Pattern::fold_all(field, &plain, quantifier, minds_case(field), |chosen| {
        place(plain_whole, &spans, chosen)
    });
    if is_analysed(field) {
        by_words(&mut folded);
    }
    if networks.is_empty() {
        return folded;
    }
    let texts = networks.iter().filter_map(network);
    let networks = Predicate::new(field, Operator::CidrMatch, texts, whole_of(&network_spans));
    let networks = Logic::Pred(networks.quantified(quantifier));
    match quantifier {
        Quantifier::Any => Logic::any([folded, networks]),
        Quantifier::All => Logic::all([folded, networks]),
    }
}

/// Patterns that some field of the event fits; every event has one that fits `*`.
fn anywhere(patterns: &[Pattern], quantifier: Quantifier, whole: Span) -> Logic {
    let texts: Vec<String> = patterns.iter().filter_map(|pattern| pattern.fold().1).collect();
    let matches_all = texts.len() < patterns.len();
    if texts.is_empty() || matches_all && quantifier == Quantifier::Any {
        return Logic::TRUE;
    }
    Logic::Pred(Predicate::new("", Operator::Keyword, texts, whole).quantified(quantifier))
}

fn stretch(spans: &[Span]) -> Span {
    spans.iter().fold(Span::NONE, |sum, span| sum.to(*span))
}

/// On analysed text, equal means: has the words.
fn by_words(logic: &mut Logic) {
    match logic {
        Logic::Pred(predicate) if predicate.op == Operator::Eq => predicate.op = Operator::Match,
        Logic::All(parts) | Logic::Any(parts) => parts.iter_mut().for_each(by_words),
        _ => {}
    }
}

fn network(pattern: &Pattern) -> Option<&str> {
    let [Piece::Text(text)] = pattern.pieces() else {
        return None;
    };
    let (address, bits) = text.split_once('/')?;
    address.parse::<IpAddr>().ok()?;
    bits.parse::<u8>().ok()?;
    Some(text)
}
