//! Folding of (concept, operator, value): one meaning, one row.

use rule::Operator;

use super::Concepts;

/// A value in the form in which rules of all vendors meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// The concept the value is compared on.
    pub concept: String,
    /// How.
    pub op: Operator,
    /// The value.
    pub value: String,
}

impl Fold {
    /// Folds one authored value: `ends_with "\x.exe"` on a path is `eq x.exe` on its name.
    pub fn new(concepts: &Concepts, concept: &str, op: Operator, value: &str) -> Fold {
        if let (Operator::EndsWith, Some(name)) = (op, concepts.name_of(concept))
            && let Some(last) = value.strip_prefix(['\\', '/'])
            && !last.is_empty()
            && !last.contains(['\\', '/'])
        {
            return Fold {
                concept: name.to_owned(),
                op: Operator::Eq,
                value: last.to_owned(),
            };
        }
        Fold {
            concept: concept.to_owned(),
            op,
            value: value.to_owned(),
        }
    }

    /// The text under which equal values meet: literals without regard to case, regular expressions exactly.
    pub fn key(op: Operator, value: &str) -> String {
        match op {
            Operator::RegexMatch | Operator::Lookup | Operator::FieldEq => value.to_owned(),
            _ => value.to_lowercase(),
        }
    }
}
