//! Rows into tables.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{EventIx, Mapped, RowIx, RuleIx};
use rule::{Operator, SeverityLevel};
use rusqlite::{Connection, Result, params};

use crate::book::Book;
use crate::records::Selection;
use crate::views::{address, title};

/// What the selected rules use, each thing with the number it has in the database.
struct Used<'a> {
    fields: BTreeMap<&'a str, i64>,
    mapped: BTreeSet<&'a str>,
    rows: BTreeSet<RowIx>,
    events: BTreeSet<EventIx>,
    /// Its live rules.
    families: BTreeMap<RuleIx, i64>,
}

pub(super) fn all(db: &Connection, book: &Book<'_>, selection: &Selection) -> Result<()> {
    let used = used(book, selection);
    meta(db, book)?;
    families(db, &used)?;
    techniques(db, book)?;
    fields(db, book, &used)?;
    rows(db, book, &used)?;
    events(db, book, &used)?;
    for &index in &selection.all {
        rule(db, book, index)?;
        facets(db, book, index)?;
        uses(db, book, index)?;
        for it in &book.catalog.entry(index).predicates {
            predicate(db, index, it, &used)?;
        }
    }
    Ok(())
}

fn used<'a>(book: &'a Book<'_>, selection: &Selection) -> Used<'a> {
    let (mut names, mut mapped) = (BTreeSet::new(), BTreeSet::new());
    let (mut rows, mut events, mut families) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    for &index in &selection.all {
        let entry = book.catalog.entry(index);
        rows.extend(entry.rows.iter().map(|it| it.row));
        events.extend(entry.events.iter().map(|it| it.event));
        *families.entry(entry.family).or_default() += i64::from(entry.rule.liveness.is_live());
        for it in &entry.predicates {
            names.insert(it.folded_concept.as_str());
            mapped.extend(it.kind.map(|_| it.folded_concept.as_str()));
        }
    }
    names.extend(rows.iter().map(|&row| book.catalog.rows.get(row).concept));
    Used {
        fields: names.into_iter().zip(1..).collect(),
        mapped,
        rows,
        events,
        families,
    }
}

/// Numbers in the database count from one.
fn number(index: u32) -> i64 {
    i64::from(index) + 1
}

fn meta(db: &Connection, book: &Book<'_>) -> Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO meta VALUES (?, ?)")?;
    let attack = book.catalog.attack.version();
    for (key, value) in [
        ("schema", Some("gen/sqlite/1")),
        ("title", Some(book.settings.title.as_str())),
        ("attack", attack),
        ("base_url", book.settings.base_url.as_deref()),
    ] {
        if let Some(value) = value {
            insert.execute(params![key, value])?;
        }
    }
    Ok(())
}

fn families(db: &Connection, used: &Used<'_>) -> Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO families VALUES (?1, ?1, ?2)")?;
    for (&family, &rules) in &used.families {
        insert.execute(params![number(family), rules])?;
    }
    Ok(())
}

fn techniques(db: &Connection, book: &Book<'_>) -> Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO techniques VALUES (?, ?, ?, ?, ?)")?;
    let mut ids: BTreeSet<_> = book.techniques.iter().cloned().collect();
    let entries = book.catalog.entries().iter();
    ids.extend(entries.flat_map(|entry| entry.techniques.iter().map(|it| it.id.clone())));
    for id in &ids {
        let parent = id.is_sub().then(|| id.parent().to_string());
        let domain = book.catalog.attack.technique(id).map(|it| it.domain.as_str());
        let page = format!("techniques/{id}/");
        insert.execute(params![id.as_str(), book.line(id).name, parent, domain, page])?;
    }
    Ok(())
}

fn fields(db: &Connection, book: &Book<'_>, used: &Used<'_>) -> Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO fields VALUES (?, ?, ?, ?)")?;
    for (&name, &id) in &used.fields {
        insert.execute(params![
            id,
            name,
            used.mapped.contains(name),
            book.places.field(name)
        ])?;
    }
    Ok(())
}

fn rows(db: &Connection, book: &Book<'_>, used: &Used<'_>) -> Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO rows VALUES (?, ?, ?, ?, ?)")?;
    for &index in &used.rows {
        let row = book.catalog.rows.get(index);
        let field = used.fields.get(row.concept);
        insert.execute(params![
            number(index),
            field,
            row.op.id(),
            row.value,
            row.class.id()
        ])?;
    }
    Ok(())
}

fn events(db: &Connection, book: &Book<'_>, used: &Used<'_>) -> Result<()> {
    let mut insert = db.prepare_cached("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)")?;
    for &index in &used.events {
        let event = book.catalog.events.get(index);
        let fact = event.fact.as_ref();
        insert.execute(params![
            number(index),
            event.provider,
            event.event,
            event.title(),
            fact.map(|fact| &fact.channel),
            fact.map(|fact| &fact.platform),
            book.places.event(index),
        ])?;
    }
    Ok(())
}

fn rule(db: &Connection, book: &Book<'_>, index: RuleIx) -> Result<()> {
    let sql = "INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let entry = book.catalog.entry(index);
    let rule = &entry.rule;
    let level = rule.severity.as_ref().and_then(|it| it.level);
    let steps = (0_i64..).zip(SeverityLevel::ALL);
    let step = level.and_then(|level| steps.into_iter().find(|(_, it)| *it == level));
    db.prepare_cached(sql)?.execute(params![
        number(index),
        rule.vendor,
        rule.source,
        rule.id,
        title(entry),
        rule.path,
        rule.query.as_ref().map(|query| query.language.id()),
        rule.liveness.is_live(),
        level.map(SeverityLevel::id),
        step.map(|(step, _)| step),
        rule.status.as_ref().map(|it| &it.native),
        entry.fidelity.id(),
        rule.created,
        rule.modified,
        number(entry.family),
        address(entry),
    ])?;
    Ok(())
}

fn facets(db: &Connection, book: &Book<'_>, index: RuleIx) -> Result<()> {
    let entry = book.catalog.entry(index);
    let mut platform = db.prepare_cached("INSERT INTO rule_platforms VALUES (?, ?)")?;
    for name in entry.facets.platforms.keys() {
        platform.execute(params![number(index), name])?;
    }
    let mut domain = db.prepare_cached("INSERT INTO rule_domains VALUES (?, ?)")?;
    for name in entry.facets.domains.keys() {
        domain.execute(params![number(index), name])?;
    }
    let mut technique = db.prepare_cached("INSERT OR IGNORE INTO rule_techniques VALUES (?, ?, ?)")?;
    for it in &entry.techniques {
        technique.execute(params![number(index), it.id.as_str(), it.as_tagged])?;
    }
    Ok(())
}

fn uses(db: &Connection, book: &Book<'_>, index: RuleIx) -> Result<()> {
    let entry = book.catalog.entry(index);
    let mut event = db.prepare_cached("INSERT OR IGNORE INTO rule_events VALUES (?, ?, ?, ?, ?)")?;
    for it in &entry.events {
        event.execute(params![
            number(index),
            number(it.event),
            it.native,
            it.declared,
            it.read
        ])?;
    }
    let mut row = db.prepare_cached("INSERT INTO rule_rows VALUES (?, ?, ?, ?, ?)")?;
    for it in &entry.rows {
        row.execute(params![
            number(index),
            number(it.row),
            it.excluded,
            it.guarded,
            it.grouped
        ])?;
    }
    Ok(())
}

fn predicate(db: &Connection, index: RuleIx, it: &Mapped, used: &Used<'_>) -> Result<()> {
    let sql = "INSERT INTO predicates VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let (leaf, predicate) = (&it.leaf, &it.leaf.predicate);
    let values: &[String] = match predicate.op {
        Operator::Exists => &[],
        _ => &predicate.values,
    };
    // A list of strings always serialises.
    let values = serde_json::to_string(values).unwrap_or_default();
    db.prepare_cached(sql)?.execute(params![
        number(index),
        i64::try_from(leaf.step).unwrap_or(i64::MAX),
        predicate.field,
        used.fields.get(it.folded_concept.as_str()),
        predicate.op.id(),
        values,
        predicate.quantifier.id(),
        predicate.case_sensitive,
        leaf.negated,
        leaf.scope.id(),
        it.class.id(),
        predicate.via,
    ])?;
    Ok(())
}
