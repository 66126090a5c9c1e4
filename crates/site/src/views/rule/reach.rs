//! Who else looks for a rule's values.

use std::collections::BTreeMap;

use catalog::{Entry, RowUse, RuleIx};
use rule::Operator;
use serde::Serialize;

use super::line::{address, title};
use crate::book::Book;
use crate::escape;
use crate::fragment::{MAX_VALUE, Value};
use crate::views::FieldName;
use crate::views::logic::ROOT;

/// Rows that stand open on the page; the rest is folded.
const SHOWN: usize = 25;
/// About how many bytes of HTML the rows of a page may take; the data files have all.
const ROOM: usize = 384 * 1024;
/// Values of one row that stand open beside its first.
const ALSO: usize = 11;
/// What a row costs beside its value.
const ROW: usize = 120;
/// What a rule does with a value that it does not exclude.
const LOOKS: &str = "looks for";
/// Siblings named on a page.
const MAX_SIBLINGS: usize = 12;

/// A value of the rule and how many rules of the catalog share it.
struct RowLine {
    field: FieldName,
    op: &'static str,
    value: Value,
    /// Further values of the same field that no other rule looks for either.
    also: Vec<Value>,
    /// Those of them that are folded away.
    rest: Vec<Value>,
    /// The value as part of a search address; empty where there is nothing to search for.
    query: String,
    role: &'static str,
    generic: bool,
    rules: usize,
    excluding: usize,
}

/// The values of a rule.
#[derive(Debug, Serialize)]
pub(super) struct Reach {
    /// Rows of a table, set without a template, since most pages have a score of them.
    rows: tera::Value,
    more: tera::Value,
    /// Rows that are folded away.
    folded: usize,
    /// Values for which there was no room.
    left_out: usize,
}

/// A rule that is like another.
#[derive(Debug, Serialize)]
pub(super) struct Sibling {
    title: String,
    href: String,
    mark: String,
    vendor: String,
}

impl Reach {
    pub(super) fn new(book: &Book<'_>, entry: &Entry) -> Self {
        let mut uses: Vec<RowUse> = entry.rows.clone();
        let rank = |it: &RowUse| {
            let row = book.catalog.rows.get(it.row);
            let alone = row.positive.len() + row.excluded.len() < 2;
            (it.excluded, row.class != catalog::Class::Indicator, alone)
        };
        uses.sort_by_key(rank);
        let mut room = ROOM;
        let fits = |it: &&RowUse| {
            let fits = room > 0;
            room = room.saturating_sub(ROW + book.catalog.rows.get(it.row).value.len().min(MAX_VALUE));
            fits
        };
        let shown: Vec<&RowUse> = uses.iter().take_while(fits).collect();
        let left_out = uses.len() - shown.len();
        let mut rows = together(shown.into_iter().map(|it| row(book, it)));
        let more = rows.split_off(rows.len().min(SHOWN));
        Reach {
            rows: set(&rows),
            folded: more.len(),
            more: set(&more),
            left_out,
        }
    }
}

fn set(rows: &[RowLine]) -> tera::Value {
    let mut out = String::with_capacity(rows.len() * ROW * 2);
    rows.iter().for_each(|row| row.put(&mut out));
    tera::Value::safe_string(&out)
}

impl RowLine {
    /// Appends it as a row of the table; every text in it passes `escape`.
    fn put(&self, out: &mut String) {
        *out += if self.generic {
            "<tr class=\"empty\"><td>"
        } else {
            "<tr><td>"
        };
        escape::put(&self.field.name, out);
        *out += "</td><td>";
        escape::put(self.op, out);
        *out += "</td><td>";
        self.value.put(out);
        for value in &self.also {
            out.push(' ');
            value.put(out);
        }
        if !self.rest.is_empty() {
            *out += &format!(
                "<details class=\"more\"><summary>{} more</summary>",
                self.rest.len()
            );
            for value in &self.rest {
                value.put(out);
                out.push(' ');
            }
            *out += "</details>";
        }
        let (role, looking) = (self.role, self.looking());
        let excluding = match self.excluding {
            0 => "·".to_owned(),
            rules => rules.to_string(),
        };
        *out += &format!("</td><td>{role}</td>{looking}<td>{excluding}</td></tr>\n");
    }

    /// How many rules look for it, leading to them.
    fn looking(&self) -> String {
        let (rules, query) = (self.rules, &self.query);
        if rules == 1 && self.role == LOOKS {
            "<td class=\"only\">only this</td>".to_owned()
        } else if rules > 1 && !query.is_empty() {
            format!("<td><a href=\"{ROOT}search/?q={query}\">{rules}</a></td>")
        } else {
            format!("<td>{rules}</td>")
        }
    }
}

/// The values of a field that this rule alone looks for, or alone excludes, stand in one row.
fn together(lines: impl Iterator<Item = RowLine>) -> Vec<RowLine> {
    let mut rows: Vec<RowLine> = Vec::new();
    let mut known: BTreeMap<(String, &str, &str, bool), usize> = BTreeMap::new();
    for line in lines {
        let next = rows.len();
        let at = if line.rules + line.excluding < 2 {
            let kin = (line.field.name.clone(), line.op, line.role, line.generic);
            *known.entry(kin).or_insert(next)
        } else {
            next
        };
        match rows.get_mut(at) {
            Some(row) if row.also.len() < ALSO => row.also.push(line.value),
            Some(row) => row.rest.push(line.value),
            None => rows.push(line),
        }
    }
    rows
}

fn row(book: &Book<'_>, it: &RowUse) -> RowLine {
    let row = book.catalog.rows.get(it.row);
    let searchable = !matches!(
        row.op,
        Operator::Exists | Operator::Length | Operator::FieldEq | Operator::Lookup
    );
    let role = match (it.excluded, it.guarded) {
        (false, _) => LOOKS,
        (true, false) => "excludes",
        (true, true) => "guards against",
    };
    RowLine {
        field: FieldName::new(book, row.concept),
        op: row.op.phrase(),
        value: match row.op {
            Operator::Exists => Value::none(),
            _ => Value::new(row.value),
        },
        also: Vec::new(),
        rest: Vec::new(),
        query: if searchable {
            encoded(row.value)
        } else {
            String::new()
        },
        role,
        generic: row.class == catalog::Class::Generic,
        rules: row.positive.len(),
        excluding: row.excluded.len(),
    }
}

/// A value as part of a query string, cut where a search would not mind.
fn encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.trim().chars().take(80).collect::<String>().bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The other rules of the family: near-identical ones.
pub(super) fn siblings(book: &Book<'_>, entry: &Entry) -> Vec<Sibling> {
    let family: Vec<RuleIx> = book
        .family(entry.family)
        .iter()
        .copied()
        .filter(|&index| !std::ptr::eq(book.catalog.entry(index), entry))
        .collect();
    let sibling = |index: RuleIx| {
        let it = book.catalog.entry(index);
        let vendor = book.settings.vendor(&it.rule.vendor);
        Sibling {
            title: title(it),
            href: address(it),
            mark: vendor.mark,
            vendor: vendor.title,
        }
    };
    book.in_order(&family)
        .into_iter()
        .take(MAX_SIBLINGS)
        .map(sibling)
        .collect()
}
