//! Where fields, providers and events have their pages.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use catalog::{Catalog, EventIx, RowIx, RuleIx};

/// The longest name in an address, in bytes.
const MAX_SLUG: usize = 64;

/// A rule that alone uses more fields than this gives them no pages: no author means so many names, and a file of a
/// mebibyte would make a site of a gigabyte.
const MAX_OWN: usize = 300;

/// Names that some file systems keep for themselves.
const RESERVED: &[&str] = &["aux", "com1", "con", "index", "lpt1", "nul", "prn"];

/// Addresses by concept and by event.
#[derive(Debug, Default)]
pub(crate) struct Places {
    fields: BTreeMap<String, Field>,
    field_at: HashMap<String, String>,
    events: Vec<String>,
    providers: BTreeMap<String, Provider>,
}

/// A field concept that rules use.
#[derive(Debug, Default)]
pub(crate) struct Field {
    /// Its part of the address; empty for a field without a page.
    pub(crate) slug: String,
    /// Its rows.
    pub(crate) rows: Vec<RowIx>,
}

/// A provider of events that rules use.
#[derive(Debug, Default)]
pub(crate) struct Provider {
    /// Its part of the address.
    pub(crate) slug: String,
    /// Its events, by name.
    pub(crate) events: Vec<EventIx>,
}

impl Places {
    pub(crate) fn new(catalog: &Catalog) -> Places {
        let field = |(concept, rows): (&str, Vec<RowIx>)| {
            let slug = String::new();
            (concept.to_owned(), Field { slug, rows })
        };
        let mut rows = catalog.rows.by_concept();
        rows.remove("");
        let mut places = Places {
            fields: rows.into_iter().map(field).collect(),
            ..Places::default()
        };
        let mut taken = BTreeSet::new();
        let crowded = crowded(catalog, &places.fields);
        for (concept, field) in &mut places.fields {
            if sole_rule(catalog, field).is_some_and(|rule| crowded.contains(&rule)) {
                continue;
            }
            field.slug = free_slug(concept, &mut taken);
            let at = format!("fields/{}/", field.slug);
            places.field_at.insert(concept.clone(), at);
        }
        places.enter_events(catalog);
        places
    }

    fn enter_events(&mut self, catalog: &Catalog) {
        let mut named: Vec<(&str, &str, EventIx)> = Vec::new();
        for (index, event) in catalog.events.iter() {
            self.events.push(String::new());
            if !event.native.is_empty() || !event.equivalent.is_empty() {
                named.push((&event.provider, &event.event, index));
            }
        }
        named.sort_unstable_by(|a, b| {
            natural(a.1)
                .cmp(&natural(b.1))
                .then_with(|| (a.0, a.1).cmp(&(b.0, b.1)))
        });
        for &(provider, _, index) in &named {
            let provider = self.providers.entry(provider.to_owned()).or_default();
            provider.events.push(index);
        }
        let mut taken = BTreeSet::new();
        for (name, provider) in &mut self.providers {
            provider.slug = free_slug(name, &mut taken);
        }
        let mut taken: HashMap<String, BTreeSet<String>> = HashMap::new();
        for (provider, event, index) in named {
            let folder = &self.providers[provider].slug;
            let slug = free_slug(event, taken.entry(folder.clone()).or_default());
            self.events[index as usize] = format!("events/{folder}/{slug}/");
        }
    }

    /// The address of a field's page; empty when it has none.
    pub(crate) fn field(&self, concept: &str) -> &str {
        self.field_at.get(concept).map_or("", String::as_str)
    }

    /// All field concepts that rules use, by name.
    pub(crate) fn fields(&self) -> &BTreeMap<String, Field> {
        &self.fields
    }

    /// Those of them that have a page.
    pub(crate) fn field_pages(&self) -> impl Iterator<Item = (&String, &Field)> {
        self.fields.iter().filter(|(_, field)| !field.slug.is_empty())
    }

    /// The address of an event's page; empty when it has none.
    pub(crate) fn event(&self, event: EventIx) -> &str {
        self.events.get(event as usize).map_or("", String::as_str)
    }

    /// All providers of events that rules use, by name.
    pub(crate) fn providers(&self) -> &BTreeMap<String, Provider> {
        &self.providers
    }

    /// The address of a provider's page; empty when it has none.
    pub(crate) fn provider(&self, name: &str) -> String {
        let provider = self.providers.get(name);
        provider.map_or_else(String::new, |it| format!("events/{}/", it.slug))
    }
}

/// Rules that alone use more fields than have room.
fn crowded(catalog: &Catalog, fields: &BTreeMap<String, Field>) -> BTreeSet<RuleIx> {
    let mut own: BTreeMap<RuleIx, usize> = BTreeMap::new();
    for rule in fields.values().filter_map(|field| sole_rule(catalog, field)) {
        *own.entry(rule).or_default() += 1;
    }
    own.retain(|_, fields| *fields > MAX_OWN);
    own.into_keys().collect()
}

/// The only rule that uses a field.
fn sole_rule(catalog: &Catalog, field: &Field) -> Option<RuleIx> {
    let rows = field.rows.iter().map(|&row| catalog.rows.get(row));
    let mut rules = rows.flat_map(|row| row.positive.iter().chain(row.excluded));
    let first = *rules.next()?;
    rules.all(|rule| *rule == first).then_some(first)
}

/// Numbers before names, numbers by size.
fn natural(event: &str) -> (bool, u64, &str) {
    match event.parse::<u64>() {
        Ok(number) => (false, number, event),
        Err(_) => (true, 0, event),
    }
}

/// A name fit for an address, numbered when others had it before. Names are lower case, so that they stay apart
/// on file systems that do not mind case.
fn free_slug(name: &str, taken: &mut BTreeSet<String>) -> String {
    let slug = slug(name);
    let mut free = slug.clone();
    let mut number = 2;
    while !taken.insert(free.clone()) {
        free = format!("{slug}-{number}");
        number += 1;
    }
    free
}

fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars() {
        if slug.len() >= MAX_SLUG {
            break;
        }
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => slug.push(c),
            c @ ('.' | '_') if !slug.is_empty() => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_end_matches(['-', '.']);
    if slug.is_empty() || RESERVED.contains(&slug) {
        format!("x{slug}")
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{free_slug, slug};

    #[test]
    fn any_name_makes_a_fit_address() {
        assert_eq!(slug("process.command_line"), "process.command_line");
        assert_eq!(
            slug("Update application – Certificates"),
            "update-application-certificates"
        );
        assert_eq!(slug("../../etc"), "etc");
        assert_eq!(
            (slug("\u{202e}"), slug("CON")),
            ("x".to_owned(), "xcon".to_owned())
        );
        assert!(crate::Route::page(&format!("fields/{}/", slug(&"é/x".repeat(200)))).is_some());
    }

    #[test]
    fn names_that_differ_in_case_have_addresses_of_their_own() {
        let mut taken = BTreeSet::new();
        assert_eq!(
            [free_slug("Image", &mut taken), free_slug("image", &mut taken)],
            ["image", "image-2"]
        );
    }
}
