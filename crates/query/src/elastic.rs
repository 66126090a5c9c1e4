//! What a value means on an Elasticsearch field, for the languages that leave it to the index: KQL and Lucene.
//!
//! Fields are taken as `keyword`, which is what the Elastic Common Schema makes of nearly all: the whole value
//! is compared, case and all (<https://www.elastic.co/docs/reference/query-languages/kql>). On the few fields
//! that are analysed text a value is a word or phrase of it, whatever its case; the multi-fields `.text` and
//! `.caseless` do not mind case either. A value in the shape of a network is one, as on `ip` fields
//! (<https://www.elastic.co/docs/reference/elasticsearch/mapping-reference/ip>).

use core::net::IpAddr;
use std::collections::HashSet;

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
    let (patterns, spans): (Vec<Pattern>, Vec<Span>) = distinct.unzip();
    if matches!(field, "" | "*") {
        return anywhere(&patterns, quantifier, whole);
    }
    let folded = Pattern::fold_all(field, &patterns, quantifier, minds_case(field), |chosen| {
        place(whole, &spans, chosen)
    });
    match folded {
        Logic::Any(parts) => Logic::any(parts.into_iter().map(on_mapping)),
        Logic::All(parts) => Logic::all(parts.into_iter().map(on_mapping)),
        single => on_mapping(single),
    }
}

/// What a comparison means on the type its field has or, for networks, its values show.
fn on_mapping(logic: Logic) -> Logic {
    let Logic::Pred(mut predicate) = logic else {
        return logic;
    };
    if predicate.op != Operator::Eq {
        return Logic::Pred(predicate);
    }
    if is_analysed(&predicate.field) {
        predicate.op = Operator::Match;
        return Logic::Pred(predicate);
    }
    let (networks, others): (Vec<String>, Vec<String>) =
        predicate.values.drain(..).partition(|value| is_network(value));
    let part = |(op, values): (Operator, Vec<String>)| {
        let quantifier = if values.len() > 1 {
            predicate.quantifier
        } else {
            Quantifier::Any
        };
        let minds_case = predicate.case_sensitive && op == Operator::Eq;
        let part = Predicate::new(predicate.field.clone(), op, values, predicate.span);
        Logic::Pred(part.quantified(quantifier).case_sensitive(minds_case))
    };
    let parts = [(Operator::Eq, others), (Operator::CidrMatch, networks)];
    let parts = parts
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(part);
    match predicate.quantifier {
        Quantifier::Any => Logic::any(parts),
        Quantifier::All => Logic::all(parts),
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

fn is_network(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else {
        return false;
    };
    address.parse::<IpAddr>().is_ok() && bits.parse::<u8>().is_ok()
}
