//! The catalog as tables of records: one kind a table, each in the same forms, for the whole site or for a
//! selection of its rules.
//!
//! A kind is one file: what a record says as JSON, and its line of a CSV table. Its schema stands in `schemas/`.

mod event;
mod field;
mod form;
mod row;
mod rule;
mod selection;
mod technique;

pub(crate) use form::Form;
pub(crate) use selection::Selection;

use crate::book::Book;

/// A table of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Rules with their logic.
    Rules,
    /// Techniques with their counts.
    Techniques,
    /// Telemetry events.
    Events,
    /// Field concepts.
    Fields,
    /// What rules look for.
    Indicators,
    /// What rules exclude.
    Exclusions,
}

impl What {
    /// All tables, in page order.
    pub const ALL: [What; 6] = [
        What::Rules,
        What::Techniques,
        What::Events,
        What::Fields,
        What::Indicators,
        What::Exclusions,
    ];

    /// The stable lower-case name: of the table, its files and its schema.
    pub fn id(self) -> &'static str {
        match self {
            What::Rules => "rules",
            What::Techniques => "techniques",
            What::Events => "events",
            What::Fields => "fields",
            What::Indicators => "indicators",
            What::Exclusions => "exclusions",
        }
    }

    /// What a record is, in one sentence.
    pub fn about(self) -> &'static str {
        match self {
            What::Rules => {
                "a rule with its decoded logic, every predicate as authored and as folded to its concept, techniques, platforms and telemetry"
            }
            What::Techniques => "a technique with how many rules, families, vendors and events it has",
            What::Events => "a telemetry event with the rules that read it, by vendor, and their techniques",
            What::Fields => {
                "a field concept with its spellings, its operators and the rules that filter on it"
            }
            What::Indicators => "a field, an operator and a value that rules look for, with who does",
            What::Exclusions => "a field, an operator and a value that rules exclude, with who does",
        }
    }
}

/// A table's file.
pub(crate) fn bytes(book: &Book<'_>, what: What, form: Form, selection: &Selection) -> Vec<u8> {
    match what {
        What::Rules => rule::table(book, form, selection),
        What::Techniques => form::set(what, form, technique::records(book, selection)),
        What::Events => form::set(what, form, event::records(book, selection)),
        What::Fields => form::set(what, form, field::records(book, selection)),
        What::Indicators => form::set(what, form, row::indicators(book, selection)),
        What::Exclusions => form::set(what, form, row::exclusions(book, selection)),
    }
}
