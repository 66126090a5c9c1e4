//! Fields that no table knows: mistyped ones, and ones the tables lack.

use std::collections::BTreeMap;

use rule::Level;

use super::subject::Subject;
use super::{Kind, Remark};
use crate::{Basis, Mapped};

pub(super) static KIND: Kind = Kind {
    code: "unknown-field",
    title: "A field that no table knows, or that looks mistyped",
    level: Level::Note,
    look,
};

/// A spelling that so many rules on the same log write is right.
const ESTABLISHED: usize = 2;
/// A field with fewer letters is like many others.
const SHORTEST: usize = 6;
/// From this length on, two letters may be wrong.
const LONG: usize = 12;

fn look(subject: &Subject<'_>) -> Vec<Remark> {
    let mut fields: BTreeMap<&str, &Mapped> = BTreeMap::new();
    for predicate in &subject.entry.predicates {
        if matches!(predicate.basis, Basis::Unknown | Basis::Provider) {
            fields.entry(&predicate.leaf.predicate.field).or_insert(predicate);
        }
    }
    if fields.is_empty() {
        return Vec::new();
    }
    let neighbours = subject.survey.neighbours(subject.catalog, subject.entry);
    let fields = fields.into_iter();
    fields
        .filter_map(|(field, predicate)| tell(subject, &neighbours, field, predicate))
        .collect()
}

/// A field kept under its provider is one of a service's own, so it counts only if it looks mistyped.
fn tell(
    subject: &Subject<'_>,
    neighbours: &BTreeMap<&str, usize>,
    field: &str,
    predicate: &Mapped,
) -> Option<Remark> {
    let span = predicate.leaf.predicate.span;
    let is_alone = neighbours.get(field).is_none_or(|rules| *rules < ESTABLISHED);
    let near = || meant(subject, neighbours, field, predicate);
    if let Some(near) = is_alone.then(near).flatten() {
        let message = format!("no table knows the field `{field}`");
        let remark = subject.at(span, message).worth(Level::Warning);
        return Some(remark.with_help(format!("did you mean `{near}`?")));
    }
    if predicate.basis != Basis::Unknown {
        return None;
    }
    let message = format!("no table knows the field `{field}`, nor the log it belongs to");
    let help = "name the log the rule reads, or add the spelling to content/data/fields";
    Some(subject.at(span, message).with_help(help))
}

/// What a field was likely meant to be: a spelling of other rules on the same log; for data of Windows events,
/// which the tables know whole, one of theirs.
fn meant<'a>(
    subject: &Subject<'a>,
    neighbours: &BTreeMap<&'a str, usize>,
    field: &str,
    predicate: &Mapped,
) -> Option<&'a str> {
    let established = neighbours.iter().filter(|(_, rules)| **rules >= ESTABLISHED);
    let mut known: Vec<&str> = established.map(|(field, _)| *field).collect();
    if predicate.concept.starts_with("winlog.event_data.") {
        let step = subject.rule().logic.steps.get(predicate.leaf.step);
        let source = step.and_then(|step| step.source.as_deref());
        known.extend(
            subject
                .catalog
                .knowledge
                .concepts
                .spellings(&subject.rule().vendor, source),
        );
    }
    known.retain(|known| is_slip(known, field));
    known
        .into_iter()
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
