//! Names that a query's expressions may use.

use std::collections::BTreeMap;

use super::operand::{Column, Operand};

/// The columns of a source or of a select list, by lower-case name.
pub(super) type Columns = BTreeMap<String, Operand>;

/// The sources of a select, and what its own list names.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// Sources in order, by the lower-case name they go by.
    pub(super) sources: Vec<(String, Columns)>,
    /// Aliases of the select list.
    pub(super) aliases: Columns,
    /// Grouping columns.
    pub(super) by: Vec<String>,
}

impl Scope {
    /// The column of that name; `parts` are the parts of a qualified name.
    pub(super) fn column(&self, parts: &[&str]) -> Operand {
        let lower = |name: &str| name.to_lowercase();
        if let [name] = parts {
            return self.plain(name);
        }
        let Some((first, rest)) = parts.split_first() else {
            return Operand::Unknown;
        };
        if let Some(at) = self.sources.iter().rposition(|(alias, _)| *alias == lower(first)) {
            let found = rest.first().and_then(|name| self.sources[at].1.get(&lower(name)));
            return match found {
                Some(operand) => below(operand.clone(), rest.get(1..).unwrap_or_default()),
                None => Operand::Column(Column::new(rest.join("."), Some(at))),
            };
        }
        below(self.plain(first), rest)
    }

    fn plain(&self, name: &str) -> Operand {
        let lower = name.to_lowercase();
        for (_, columns) in &self.sources {
            if let Some(operand) = columns.get(&lower) {
                return operand.clone();
            }
        }
        if let Some(operand) = self.aliases.get(&lower) {
            return operand.clone();
        }
        let only = (self.sources.len() == 1).then_some(0);
        Operand::Column(Column::new(name, only))
    }
}

/// Keys below a value.
pub(super) fn below(operand: Operand, keys: &[&str]) -> Operand {
    keys.iter().fold(operand, |operand, key| {
        operand.map(&|column| Operand::Column(column.child(key)))
    })
}
