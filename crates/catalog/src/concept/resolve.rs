//! The table of spellings, and looking a field up in it.

use std::collections::{BTreeSet, HashMap};

use rule::knowledge::{FieldAlias, FieldKind};

use super::families;

/// Words a spelling may carry around the field's own name: data-set prefixes of data models, sides of a join,
/// case-folding sub-fields.
const PREFIXES: &[&str] = &["$left.", "$right.", "event.unknown_payload.", "unknown_payload."];
const SUFFIXES: &[&str] = &[".caseless", ".keyword", ".text", "{}"];

/// A field's concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// The concept.
    pub concept: &'a str,
    /// How the spelling relates to it.
    pub kind: FieldKind,
}

/// What is known about the event a field belongs to, for spellings that mean something else elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The rule's vendor.
    pub vendor: String,
    /// The step's source.
    pub source: Option<String>,
    /// Lower-case words: product, category, service, table, event type, event id.
    pub words: BTreeSet<String>,
}

/// The table of spellings.
#[derive(Debug, Default)]
pub struct Concepts {
    rows: Vec<FieldAlias>,
    exact: HashMap<(String, String), Vec<usize>>,
    folded: HashMap<(String, String), Vec<usize>>,
    names: HashMap<String, String>,
    known: BTreeSet<String>,
}

impl Concepts {
    /// Indexes the table. Rows earlier in the table win.
    pub fn new(rows: Vec<FieldAlias>) -> Self {
        let mut table = Concepts::default();
        for (i, row) in rows.iter().enumerate() {
            let key = (row.vendor.clone(), row.alias.clone());
            let folded = (row.vendor.clone(), row.alias.to_lowercase());
            table.exact.entry(key).or_default().push(i);
            table.folded.entry(folded).or_default().push(i);
            table.known.insert(row.concept.clone());
        }
        table.names = name_pairs(&rows);
        table.rows = rows;
        table
    }

    /// The concept of a field, or `None` when the table does not know the spelling in this context.
    pub fn resolve(&self, field: &str, context: &Context) -> Option<Resolved<'_>> {
        let families = families::of(&context.vendor, context.source.as_deref());
        let bare = stripped(field);
        let model_field = bare.split_once('.').map(|(_, rest)| rest);
        let spellings = [Some(bare), model_field.filter(|_| families.contains(&"splunk"))];
        for spelling in spellings.into_iter().flatten() {
            for family in families {
                let found = self.pick(self.rows_of(family, spelling), context);
                if found.is_some() {
                    return found;
                }
            }
        }
        self.known.get(bare).map(|concept| Resolved {
            concept,
            kind: FieldKind::Same,
        })
    }

    /// The name concept of a path concept: `process.executable` → `process.name`.
    pub fn name_of(&self, path_concept: &str) -> Option<&str> {
        self.names.get(path_concept).map(String::as_str)
    }

    fn rows_of(&self, family: &str, spelling: &str) -> &[usize] {
        let exact = self.exact.get(&(family.to_owned(), spelling.to_owned()));
        let found = exact.or_else(|| self.folded.get(&(family.to_owned(), spelling.to_lowercase())));
        found.map_or(&[], Vec::as_slice)
    }

    /// Among the rows of one spelling: the first whose context holds, else the first without one. Rows that
    /// only name a part are no answer while a row with the whole exists.
    fn pick(&self, rows: &[usize], context: &Context) -> Option<Resolved<'_>> {
        let whole = |row: &&FieldAlias| !matches!(row.kind, FieldKind::NameOf | FieldKind::PartOf);
        let rows = || rows.iter().map(|&i| &self.rows[i]);
        let holds = |row: &&FieldAlias| {
            !row.context.is_empty() && row.context != "others" && matches_context(&row.context, context)
        };
        let chosen = (rows().filter(holds).find(whole))
            .or_else(|| rows().filter(|row| row.context.is_empty()).find(whole))
            .or_else(|| rows().filter(|row| row.context == "others").find(whole))
            .or_else(|| rows().find(|row| row.context.is_empty() || holds(row)))?;
        Some(Resolved {
            concept: &chosen.concept,
            kind: chosen.kind,
        })
    }
}

fn matches_context(wanted: &str, context: &Context) -> bool {
    context.words.contains(&wanted.to_lowercase())
}

fn stripped(field: &str) -> &str {
    let field = PREFIXES
        .iter()
        .find_map(|prefix| field.strip_prefix(prefix))
        .unwrap_or(field);
    SUFFIXES
        .iter()
        .find_map(|suffix| field.strip_suffix(suffix))
        .unwrap_or(field)
}

/// Path and name concepts belong together when one spelling stands for the whole of one and the last part of
/// the other, as `Image` does for `process.executable` and `process.name`.
fn name_pairs(rows: &[FieldAlias]) -> HashMap<String, String> {
    let mut whole: HashMap<(&str, &str), &str> = HashMap::new();
    for row in rows.iter().filter(|row| row.kind == FieldKind::Same) {
        whole.entry((&row.vendor, &row.alias)).or_insert(&row.concept);
    }
    let mut pairs = HashMap::new();
    for row in rows.iter().filter(|row| row.kind == FieldKind::NameOf) {
        if let Some(path) = whole.get(&(row.vendor.as_str(), row.alias.as_str())) {
            pairs
                .entry((*path).to_owned())
                .or_insert_with(|| row.concept.clone());
        }
    }
    pairs
}
