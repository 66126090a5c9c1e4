//! The table of spellings, and looking a field up in it.

use std::collections::{BTreeSet, HashMap};

use rule::knowledge::{FieldAlias, FieldKind};

use super::spelling::spellings;
use super::{Context, families};

/// A row that holds wherever no other row of its spelling does.
const OTHERS: &str = "others";

/// A field's concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// The concept.
    pub concept: &'a str,
    /// How the spelling relates to it.
    pub kind: FieldKind,
    /// For a concept that holds a path: the concept of its last part.
    pub name: Option<&'a str>,
    /// The rows of the spelling that stand for a part of its value.
    parts: &'a [usize],
}

/// The table of spellings.
#[derive(Debug, Default)]
pub struct Concepts {
    rows: Vec<FieldAlias>,
    families: HashMap<String, Family>,
    names: HashMap<String, String>,
    known: BTreeSet<String>,
}

/// The rows of a family, by spelling.
#[derive(Debug, Default)]
struct Family {
    exact: HashMap<String, Vec<usize>>,
    folded: HashMap<String, Vec<usize>>,
    /// Spellings that end in a star, without it, longest first.
    open: Vec<(String, usize)>,
}

impl Concepts {
    /// Indexes the table. Rows earlier in the table win.
    pub fn new(mut rows: Vec<FieldAlias>) -> Self {
        let mut table = Concepts::default();
        for (i, row) in rows.iter_mut().enumerate() {
            row.context.make_ascii_lowercase();
            let family = table.families.entry(row.vendor.clone()).or_default();
            match row.alias.strip_suffix('*') {
                Some(stem) => family.open.push((stem.to_owned(), i)),
                None => {
                    family.exact.entry(row.alias.clone()).or_default().push(i);
                    let lower = row.alias.to_lowercase();
                    family.folded.entry(lower).or_default().push(i);
                    table.known.insert(row.concept.clone());
                }
            }
        }
        let mut families: Vec<&mut Family> = table.families.values_mut().collect();
        families
            .iter_mut()
            .for_each(|family| family.open.sort_by_key(|(stem, _)| std::cmp::Reverse(stem.len())));
        table.names = name_pairs(&rows);
        table.rows = rows;
        table
    }

    /// The concept of a field, or `None` when the table does not know the spelling in this context.
    pub fn resolve(&self, field: &str, context: &Context) -> Option<Resolved<'_>> {
        let families = families::of(&context.vendor, context.source.as_deref());
        let spellings = spellings(field, families);
        for spelling in &spellings {
            for name in families {
                let found = self
                    .families
                    .get(*name)
                    .and_then(|family| self.pick(family.rows(spelling), context));
                if found.is_some() {
                    return found;
                }
            }
        }
        // Only Elastic writes fields by their concepts; elsewhere a bare name is the service's own.
        if !families.contains(&"elastic") {
            return None;
        }
        spellings.iter().find_map(|spelling| {
            let known = self.known.get(spelling.as_ref());
            known.map(|concept| self.found(concept, FieldKind::Same, None, &[]))
        })
    }

    /// The concept of a field below one of the table's open rows: an integration's fields are concepts without
    /// a row for each.
    pub(crate) fn resolve_open(&self, field: &str, context: &Context) -> Option<(String, FieldKind)> {
        let families = families::of(&context.vendor, context.source.as_deref());
        let spellings = spellings(field, families);
        let families = families.iter().filter_map(|name| self.families.get(*name));
        families.flat_map(|family| &family.open).find_map(|(stem, row)| {
            let row = &self.rows[*row];
            let spelling = spellings
                .iter()
                .rev()
                .find(|spelling| spelling.starts_with(stem.as_str()))?;
            let rest = spelling.strip_prefix(stem.as_str())?;
            let concept = match row.concept.strip_suffix('*') {
                Some(start) => format!("{start}{rest}"),
                None => row.concept.clone(),
            };
            holds(row, context).then_some((concept, row.kind))
        })
    }

    /// All whole spellings of a vendor's families.
    pub(crate) fn spellings(&self, vendor: &str, source: Option<&str>) -> impl Iterator<Item = &str> {
        let families = families::of(vendor, source);
        let rows = self
            .rows
            .iter()
            .filter(|row| families.contains(&row.vendor.as_str()));
        rows.map(|row| row.alias.as_str())
            .filter(|alias| !alias.ends_with('*'))
    }

    /// The name concept of a path concept: `process.executable` → `process.name`.
    pub fn name_of(&self, path_concept: &str) -> Option<&str> {
        self.names.get(path_concept).map(String::as_str)
    }

    /// The concepts that stand for a part of the value of a spelling, in a context.
    pub(super) fn parts<'a>(
        &'a self,
        resolved: Resolved<'a>,
        context: &'a Context,
    ) -> impl Iterator<Item = &'a str> {
        let rows = resolved.parts.iter().map(|&i| &self.rows[i]);
        let special = rows
            .clone()
            .any(|row| row.kind == FieldKind::PartOf && !row.context.is_empty() && holds(row, context));
        rows.filter(move |row| {
            row.kind == FieldKind::PartOf && row.context.is_empty() != special && holds(row, context)
        })
        .map(|row| row.concept.as_str())
    }

    /// Among the rows of one spelling: the first whose context holds, else the first without one, else one for
    /// all others. Rows that name only a part are no answer while a row with the whole exists.
    fn pick<'a>(&'a self, rows: &'a [usize], context: &Context) -> Option<Resolved<'a>> {
        let whole = |row: &&FieldAlias| !matches!(row.kind, FieldKind::NameOf | FieldKind::PartOf);
        let all = || rows.iter().map(|&i| &self.rows[i]);
        let special =
            |row: &&FieldAlias| !row.context.is_empty() && row.context != OTHERS && holds(row, context);
        let chosen = all()
            .filter(special)
            .find(whole)
            .or_else(|| all().filter(|row| row.context.is_empty()).find(whole))
            .or_else(|| all().filter(|row| row.context == OTHERS).find(whole))
            .or_else(|| all().find(special))
            .or_else(|| all().find(|row| row.context.is_empty()))?;
        let name = all()
            .filter(|row| row.kind == FieldKind::NameOf && !std::ptr::eq(*row, chosen))
            .find(|row| row.context == chosen.context || special(row));
        let name = name.map(|row| row.concept.as_str());
        Some(self.found(&chosen.concept, chosen.kind, name, rows))
    }

    fn found<'a>(
        &'a self,
        concept: &'a str,
        kind: FieldKind,
        name: Option<&'a str>,
        parts: &'a [usize],
    ) -> Resolved<'a> {
        Resolved {
            concept,
            kind,
            name: name.or_else(|| self.name_of(concept)),
            parts,
        }
    }
}

impl Family {
    /// The rows of a spelling: as written, else without regard to case.
    fn rows(&self, spelling: &str) -> &[usize] {
        let found = self.exact.get(spelling);
        let found = found.or_else(|| self.folded.get(&spelling.to_lowercase()));
        found.map_or(&[], Vec::as_slice)
    }
}

/// Whether a row's context holds; it may name several, any of which suffices.
fn holds(row: &FieldAlias, context: &Context) -> bool {
    row.context.is_empty() || row.context.split(';').any(|word| context.has(word))
}

/// Path and name concepts belong together when one spelling stands for the whole of one and the last part of
/// the other wherever it is used, as `Image` does for `process.executable` and `process.name`.
fn name_pairs(rows: &[FieldAlias]) -> HashMap<String, String> {
    let mut whole: HashMap<(&str, &str, &str), &str> = HashMap::new();
    for row in rows.iter().filter(|row| row.kind == FieldKind::Same) {
        let key = (row.vendor.as_str(), row.alias.as_str(), row.context.as_str());
        whole.entry(key).or_insert(&row.concept);
    }
    let mut pairs = HashMap::new();
    let everywhere = |row: &&FieldAlias| row.kind == FieldKind::NameOf && row.context.is_empty();
    for row in rows.iter().filter(everywhere) {
        let key = (row.vendor.as_str(), row.alias.as_str(), row.context.as_str());
        if let Some(path) = whole.get(&key) {
            pairs
                .entry((*path).to_owned())
                .or_insert_with(|| row.concept.clone());
        }
    }
    pairs
}
