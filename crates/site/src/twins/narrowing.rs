//! What a page's script needs to narrow its rules and count its tables again.
//!
//! The same as the population for programs, said shorter: titles and addresses of rules stand on the page already,
//! rules with the same facets name them by one number, and empty lists at the end of a row are left out.

use std::borrow::Cow;
use std::collections::HashMap;

use catalog::RuleIx;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::script;
use super::technique::{Population, RowData, RuleData, told};
use crate::book::Book;
use crate::places::Field;

/// What can be asked for, in the order in which a rule's kind lists it.
const FACETS: [&str; 7] = [
    "vendor", "platform", "domain", "severity", "status", "language", "fidelity",
];

#[derive(Serialize)]
struct Narrowing<'a> {
    facets: [&'static str; 7],
    /// The facets of rules that share them all.
    kinds: Vec<Kind<'a>>,
    /// Family, events read, equivalent events, kind.
    rules: Vec<(usize, &'a [usize], &'a [usize], usize)>,
    events: Vec<(&'a str, &'a str, &'a str, &'a str)>,
    fields: Vec<(&'a str, &'a str)>,
    /// Id, phrase, whether it compares with a value.
    ops: Vec<(&'static str, &'static str, bool)>,
    rows: Vec<ShortRow<'a>>,
}

type Kind<'a> = [&'a [Cow<'a, str>]; 7];

struct ShortRow<'a>(&'a RowData<'a>);

impl Serialize for ShortRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let RowData(field, op, value, class, reach, looking, excluding, guarding, grouped) = self.0;
        let lists = [looking, excluding, guarding, grouped];
        let used = lists
            .iter()
            .rposition(|list| !list.is_empty())
            .map_or(0, |last| last + 1);
        let mut row = serializer.serialize_seq(Some(5 + used))?;
        row.serialize_element(field)?;
        row.serialize_element(op)?;
        row.serialize_element(value)?;
        row.serialize_element(class)?;
        row.serialize_element(reach)?;
        for list in &lists[..used] {
            row.serialize_element(list)?;
        }
        row.end()
    }
}

impl Population<'_> {
    /// The script of the page about these rules, `name` being its own below the site's root.
    pub(crate) fn narrowing(&self, name: &str) -> Vec<u8> {
        written(name, self)
    }
}

/// The script of a field's page: of the rules' rows, it has those of the field.
pub(crate) fn field_narrowing(book: &Book<'_>, name: &str, field: &Field, rules: &[RuleIx]) -> Vec<u8> {
    let is_shown = |row| field.rows.binary_search(&row).is_ok();
    written(name, &told(book, ("", ""), rules, is_shown))
}

fn written(name: &str, data: &Population<'_>) -> Vec<u8> {
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    let mut numbers: HashMap<Kind<'_>, usize> = HashMap::new();
    let rules = data.rules.iter().map(|rule| {
        let number = *numbers.entry(kind(rule)).or_insert_with_key(|it| {
            kinds.push(*it);
            kinds.len() - 1
        });
        (
            rule.family,
            rule.native.as_slice(),
            rule.equivalent.as_slice(),
            number,
        )
    });
    let short = Narrowing {
        facets: FACETS,
        rules: rules.collect(),
        events: data
            .events
            .iter()
            .map(|it| (it.provider, it.event, it.title.as_str(), it.at))
            .collect(),
        fields: data.fields.iter().map(|it| (it.name, it.at)).collect(),
        ops: data.ops.iter().map(|it| (it.id, it.phrase, it.valued)).collect(),
        rows: data.rows.iter().map(ShortRow).collect(),
        kinds,
    };
    // Strings, numbers and lists of them always serialise.
    script(name, &serde_json::to_vec(&short).unwrap_or_default())
}

fn kind<'a>(rule: &'a RuleData<'_>) -> Kind<'a> {
    [
        &rule.vendor,
        &rule.platform,
        &rule.domain,
        &rule.severity,
        &rule.status,
        &rule.language,
        &rule.fidelity,
    ]
}
