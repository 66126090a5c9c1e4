//! Finding things in a catalog by what people type.

use std::collections::{BTreeMap, BTreeSet};

use rule::TechniqueId;

use crate::{Catalog, EventIx, Resolution, RowIx, RuleIx};

/// A technique id that live rules carry although the pinned ATT&CK version has it no longer, or never had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignId {
    /// The id.
    pub id: TechniqueId,
    /// What became of it.
    pub resolution: Resolution,
    /// The rules that carry it, sorted.
    pub rules: Vec<RuleIx>,
}

/// What rules do with a field concept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldUse {
    /// The concept.
    pub concept: String,
    /// The live rules that filter on it in any role, sorted.
    pub rules: Vec<RuleIx>,
    /// Its rows, in order of first use.
    pub rows: Vec<RowIx>,
    /// Its spellings: (vendor, field) and the number of live rules.
    pub spellings: BTreeMap<(String, String), usize>,
}

impl Catalog {
    /// The technique ids of live rules that are not current, sorted.
    pub fn foreign_ids(&self) -> Vec<ForeignId> {
        let mut found: BTreeMap<&TechniqueId, Vec<RuleIx>> = BTreeMap::new();
        for (index, entry) in (0..).zip(self.entries()) {
            for tag in entry
                .rule
                .techniques
                .iter()
                .filter(|_| entry.rule.liveness.is_live())
            {
                found.entry(&tag.id).or_default().push(index);
            }
        }
        let foreign = found.into_iter().map(|(id, mut rules)| {
            rules.dedup();
            ForeignId {
                id: id.clone(),
                resolution: self.attack.resolve(id),
                rules,
            }
        });
        foreign
            .filter(|it| !matches!(it.resolution, Resolution::Current(_)))
            .collect()
    }

    /// Rules by id, slug, path or title, without regard to case.
    pub fn find_rules(&self, text: &str) -> Vec<RuleIx> {
        let is = |name: &str| name.eq_ignore_ascii_case(text);
        let found = (0..).zip(self.entries()).filter(|(_, entry)| {
            let rule = &entry.rule;
            is(&rule.id) || is(&rule.slug) || is(&rule.path) || is(&rule.title)
        });
        found.map(|(index, _)| index).collect()
    }

    /// Events by `provider/event`, `provider event`, or the event's name or id alone, without regard to case.
    pub fn find_events(&self, text: &str) -> Vec<EventIx> {
        let lower = text.to_lowercase();
        let is = |(_, event): &(EventIx, &crate::Event)| {
            let (provider, name) = (event.provider.to_lowercase(), event.event.to_lowercase());
            lower == name || lower == format!("{provider}/{name}") || lower == format!("{provider} {name}")
        };
        self.events.iter().filter(is).map(|(index, _)| index).collect()
    }

    /// Rows by value, without regard to case: the whole value, else a part of it.
    pub fn find_values(&self, text: &str) -> Vec<RowIx> {
        let lower = text.to_lowercase();
        let rows = |is: &dyn Fn(&str) -> bool| -> Vec<RowIx> {
            let found = self.rows.iter().filter(|(_, row)| is(&row.value.to_lowercase()));
            found.map(|(index, _)| index).collect()
        };
        let whole = rows(&|value| value == lower);
        if whole.is_empty() {
            rows(&|value| value.contains(&lower))
        } else {
            whole
        }
    }

    /// The concept of that name, or those that a spelling stands for, without regard to case.
    pub fn find_fields(&self, text: &str) -> Vec<FieldUse> {
        let mut concepts: BTreeSet<&str> = BTreeSet::new();
        for predicate in self.entries().iter().flat_map(|entry| &entry.predicates) {
            let names = [
                &predicate.leaf.predicate.field,
                &predicate.concept,
                &predicate.folded_concept,
            ];
            if names.iter().any(|name| name.eq_ignore_ascii_case(text)) {
                concepts.insert(&predicate.folded_concept);
            }
        }
        concepts.into_iter().map(|concept| self.field(concept)).collect()
    }

    /// What rules do with a concept.
    pub fn field(&self, concept: &str) -> FieldUse {
        let mut field = FieldUse {
            concept: concept.to_owned(),
            ..FieldUse::default()
        };
        for (index, entry) in (0..)
            .zip(self.entries())
            .filter(|(_, entry)| entry.rule.liveness.is_live())
        {
            let predicates = entry.predicates.iter().filter(|it| it.folded_concept == concept);
            let spellings: BTreeSet<&str> = predicates.map(|it| it.leaf.predicate.field.as_str()).collect();
            if !spellings.is_empty() {
                field.rules.push(index);
            }
            for spelling in spellings {
                let key = (entry.rule.vendor.clone(), spelling.to_owned());
                *field.spellings.entry(key).or_default() += 1;
            }
        }
        let rows = self.rows.iter().filter(|(_, row)| *row.concept == *concept);
        field.rows = rows.map(|(index, _)| index).collect();
        field
    }
}
