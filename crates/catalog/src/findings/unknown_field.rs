//! Fields that no table knows: mistyped ones, and ones the tables lack.

use std::collections::BTreeMap;

use rule::{Level, Span};

use super::subject::Subject;
use super::survey::Peer;
use super::{Kind, Look, Remark};
use crate::{Basis, Mapped};

pub(super) static KIND: Kind = Kind {
    code: "unknown-field",
    title: "A field that no table knows, or that looks mistyped",
    level: Level::Note,
    look: Look::Among(look),
};

/// A spelling that so many rules on the same log write is right.
const ESTABLISHED: usize = 2;
/// A field with fewer letters is like many others.
const SHORTEST: usize = 6;
/// From this length on, two letters may be wrong.
const LONG: usize = 12;

/// A field that no concept stands for, and where the rule first uses it so.
#[derive(Debug)]
pub(super) struct Doubt {
    field: Box<str>,
    span: Span,
    /// Whether not even the log is known that it belongs to.
    is_unknown: bool,
    /// The spelling of the tables that it was likely meant to be: for data of Windows events, which the tables know
    /// whole.
    meant: Option<Box<str>>,
}

/// The doubtful fields of a rule.
pub(super) fn doubts(subject: &Subject<'_>) -> Box<[Doubt]> {
    let mut fields: BTreeMap<&str, &Mapped> = BTreeMap::new();
    for predicate in &subject.known.predicates {
        if matches!(predicate.basis, Basis::Unknown | Basis::Provider) {
            fields.entry(&predicate.leaf.predicate.field).or_insert(predicate);
        }
    }
    let doubt = |(field, predicate): (&str, &Mapped)| Doubt {
        field: field.into(),
        span: predicate.leaf.predicate.span,
        is_unknown: predicate.basis == Basis::Unknown,
        meant: nearest(of_windows(subject, predicate), field).map(Into::into),
    };
    fields.into_iter().map(doubt).collect()
}

/// The spellings that the tables have for data of Windows events, if a predicate is about some.
fn of_windows<'a>(subject: &Subject<'a>, predicate: &Mapped) -> impl Iterator<Item = &'a str> {
    let is_data = predicate.concept.starts_with("winlog.event_data.");
    let rule = subject.rule();
    let step = rule.logic.steps.get(predicate.leaf.step);
    let source = step.and_then(|step| step.source.as_deref());
    let spellings = is_data.then(|| subject.knowledge.concepts.spellings(&rule.vendor, source));
    spellings.into_iter().flatten()
}

fn look(peer: &Peer<'_>) -> Vec<Remark> {
    let doubts = &peer.sketch.doubts;
    if doubts.is_empty() {
        return Vec::new();
    }
    let neighbours = peer.survey.neighbours(peer.sketch);
    doubts
        .iter()
        .filter_map(|doubt| tell(peer, &neighbours, doubt))
        .collect()
}

/// A field kept under its provider is one of a service's own, so it counts only if it looks mistyped.
fn tell(peer: &Peer<'_>, neighbours: &BTreeMap<&str, usize>, doubt: &Doubt) -> Option<Remark> {
    let Doubt { field, span, .. } = doubt;
    let is_alone = neighbours.get(&**field).is_none_or(|rules| *rules < ESTABLISHED);
    let established = neighbours.iter().filter(|(_, rules)| **rules >= ESTABLISHED);
    let known = established.map(|(field, _)| *field).chain(doubt.meant.as_deref());
    if let Some(near) = is_alone.then(|| nearest(known, field)).flatten() {
        let message = format!("no table knows the field `{field}`");
        let remark = peer.at(*span, message).worth(Level::Warning);
        return Some(remark.with_help(format!("did you mean `{near}`?")));
    }
    if !doubt.is_unknown {
        return None;
    }
    let message = format!("no table knows the field `{field}`, nor the log it belongs to");
    let help = "name the log the rule reads, or add the spelling to content/data/fields";
    Some(peer.at(*span, message).with_help(help))
}

/// The spelling that a field is most like, if it is one of these mistyped.
fn nearest<'a>(known: impl Iterator<Item = &'a str>, field: &str) -> Option<&'a str> {
    known
        .filter(|known| is_slip(known, field))
        .min_by_key(|known| (strsim::osa_distance(known, field), *known))
}

/// Whether a spelling is another one mistyped: a few letters added, lost or exchanged; not another word, another
/// number or another style.
fn is_slip(known: &str, field: &str) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let (known, field) = (letters(known), letters(field));
    let allowed = match field.len() {
        0..SHORTEST => return false,
        SHORTEST..LONG => 1,
        _ => 2,
    };
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let is_plural = known.trim_end_matches('s') == field.trim_end_matches('s');
    let distance = strsim::osa_distance(&known, &field);
    // The first letters are seldom wrong, and words of other meanings differ there.
    let same_start = known.get(..2) == field.get(..2);
    same_start && !is_plural && digits(&known) == digits(&field) && (1..=allowed).contains(&distance)
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips_are_told_from_other_names() {
        for (known, field) in [
            ("CommandLine", "CommandLin"),
            ("eventType", "eventTyupe"),
            ("InitiatedBy", "Initiatied.By"),
            ("ParentImage", "ParentIamge"),
        ] {
            assert!(is_slip(known, field), "{field}");
        }
        for (known, field) in [
            ("NewValue", "new_value"),
            ("param1", "param3"),
            ("events", "event"),
            ("ObjectName", "subjectName"),
            ("Image", "Imag"),
        ] {
            assert!(!is_slip(known, field), "{field}");
        }
    }
}
