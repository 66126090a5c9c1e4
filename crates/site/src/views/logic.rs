//! The logic tree, set without a template: it is a tree, and the longest part of most rules' pages. Every text in it
//! passes `escape`.

use catalog::Entry;
use rule::{Logic, Operator, Predicate, Quantifier, Step, Threshold};
use serde::Serialize;

use super::source::Marks;
use crate::book::Book;
use crate::escape;
use crate::fragment::Value;

/// The way from a rule's page to the site's root.
pub(super) const ROOT: &str = "../../../";

/// Values shown before the rest is folded away.
const SHOWN_VALUES: usize = 12;

/// About how many bytes of HTML the logic of one page may take: enough for the longest lists that people write. The
/// data beside the page has what is left out.
const ROOM: usize = 384 * 1024;
/// What a line costs beside its values, and a value beside its text.
const LINE: usize = 300;
const VALUE: usize = 16;

/// A rule's logic, ready to be set.
#[derive(Debug, Serialize)]
pub(crate) struct LogicView {
    relation: &'static str,
    within: Option<String>,
    by: Vec<String>,
    steps: Vec<StepView>,
    thresholds: Vec<String>,
    fidelity: &'static str,
    losses: Vec<&'static str>,
    /// Clauses and values for which there was no room.
    left_out: LeftOut,
}

#[derive(Debug, Default, Serialize)]
struct LeftOut {
    clauses: usize,
    values: usize,
}

#[derive(Debug, Serialize)]
struct StepView {
    number: usize,
    alias: Option<String>,
    source: Option<String>,
    absent: bool,
    /// Whether it is a condition on the rows that the other steps give.
    over_rows: bool,
    /// Its tree; empty where it asks for nothing.
    html: tera::Value,
}

impl LogicView {
    pub(crate) fn new(book: &Book<'_>, entry: &Entry, marks: &Marks) -> Self {
        let logic = &entry.rule.logic;
        let mut setter = Setter {
            book,
            entry,
            marks,
            out: String::new(),
            room: ROOM,
            left_out: LeftOut::default(),
        };
        let stage = |(i, step): (usize, &Step)| {
            let room = setter.room;
            setter.set(&step.logic, false);
            let view = StepView {
                number: i + 1,
                alias: step.alias.clone(),
                source: step.source.clone(),
                absent: step.absent,
                over_rows: i == logic.steps.len(),
                html: tera::Value::safe_string(&std::mem::take(&mut setter.out)),
            };
            (room > 0).then_some(view)
        };
        // That all rows are findings is nothing to show.
        let shown =
            logic.steps.len() + usize::from(logic.rows.as_ref().is_some_and(|rows| !rows.logic.is_true()));
        let is_single = logic.steps.len() < 2;
        let steps = logic.stages().take(shown).enumerate().filter_map(stage).collect();
        LogicView {
            relation: logic.relation.id(),
            within: logic.within.clone(),
            by: logic.by.clone(),
            steps,
            thresholds: logic
                .thresholds
                .iter()
                .map(|it| threshold(it, is_single))
                .collect(),
            fidelity: entry.fidelity.id(),
            losses: logic.losses.iter().map(|loss| loss.explain()).collect(),
            left_out: setter.left_out,
        }
    }
}

struct Setter<'a> {
    book: &'a Book<'a>,
    entry: &'a Entry,
    marks: &'a Marks,
    out: String,
    /// What is left of [`ROOM`].
    room: usize,
    left_out: LeftOut,
}

impl Setter<'_> {
    fn set(&mut self, logic: &Logic, negated: bool) {
        if self.room == 0 {
            logic.for_each_leaf(&mut |_| self.left_out.clauses += 1);
            return;
        }
        self.room = self.room.saturating_sub(LINE);
        match logic {
            Logic::Not(inner) => self.set(inner, !negated),
            Logic::All(parts) | Logic::Any(parts) => {
                let label = match (logic, negated) {
                    (Logic::All(_), false) => "all of",
                    (Logic::All(_), true) => "not all of",
                    (_, false) => "any of",
                    (_, true) => "none of",
                };
                self.open("block", negated, 0);
                self.out += &format!("<span class=\"label\">{label}</span><ul>");
                parts.iter().for_each(|part| self.set(part, false));
                self.out += "</ul></li>\n";
            }
            Logic::Opaque(opaque) => {
                self.open("opaque", negated, self.marks.of(opaque.span));
                self.not(negated);
                Value::new(&opaque.text).put(&mut self.out);
                self.out += " <span class=\"why\">not decoded: ";
                escape::put(opaque.why.explain(), &mut self.out);
                self.out += "</span></li>\n";
            }
            Logic::Pred(predicate) => self.predicate(predicate, negated),
        }
    }

    /// Opens a line or a block; `mark` is the passage of the original text it was read from, 0 when not known.
    fn open(&mut self, class: &str, negated: bool, mark: usize) {
        let negated = if negated { " negated" } else { "" };
        self.out += &format!("<li class=\"{class}{negated}\"");
        if mark > 0 {
            self.out += &format!(" data-leaf=\"{mark}\"");
        }
        self.out.push('>');
    }

    fn not(&mut self, negated: bool) {
        if negated {
            self.out += "<span class=\"label\">not</span> ";
        }
    }

    fn predicate(&mut self, predicate: &Predicate, negated: bool) {
        self.open("pred", negated, self.marks.of(predicate.span));
        self.not(negated);
        self.field(predicate);
        let (op, id) = (predicate.op.phrase(), predicate.op.id());
        let all = predicate.quantifier == Quantifier::All;
        self.out += "<span class=\"op\"";
        if op != id {
            self.out += &format!(" title=\"{id}\"");
        }
        self.out.push('>');
        escape::put(op, &mut self.out);
        self.out += if all { " all of</span> " } else { "</span> " };
        self.values(predicate, if all { " and " } else { ", " });
        if predicate.case_sensitive {
            self.out += " <span class=\"note\">case-sensitive</span>";
        }
        if let Some(via) = &predicate.via {
            self.out += " <span class=\"note\">via ";
            escape::put(via, &mut self.out);
            self.out += "</span>";
        }
        self.out += "</li>\n";
    }

    /// The concept's name, or the field as authored when it has none; and the field as authored, where it differs.
    fn field(&mut self, predicate: &Predicate) {
        let (concept, href) = self.concept(predicate);
        if !href.is_empty() {
            self.out += &format!("<a class=\"field\" href=\"{ROOT}{href}\">");
            escape::put(&concept, &mut self.out);
            self.out += "</a> ";
        } else if !concept.is_empty() {
            self.out += "<span class=\"field\">";
            escape::put(&concept, &mut self.out);
            self.out += "</span> ";
        }
        if concept != predicate.field && !predicate.field.is_empty() {
            self.out += "<span class=\"authored\"><span class=\"unseen\">authored </span>";
            escape::put(&predicate.field, &mut self.out);
            self.out += "</span> ";
        }
    }

    /// As many of the values as there is room for; those after the first few are folded away.
    fn values(&mut self, predicate: &Predicate, between: &str) {
        if let (Operator::Length, [op, number]) = (predicate.op, predicate.values.as_slice()) {
            Value::new(&format!("{} {number}", comparison(op))).put(&mut self.out);
            return;
        }
        let values = self.fitting(&predicate.values);
        let (shown, more) = values.split_at(values.len().min(SHOWN_VALUES));
        for (i, value) in shown.iter().enumerate() {
            self.out += if i > 0 { between } else { "" };
            value.put(&mut self.out);
        }
        if !more.is_empty() {
            self.out += &format!("<details class=\"more\"><summary>{} more</summary>", more.len());
            for value in more {
                value.put(&mut self.out);
                self.out.push(' ');
            }
            self.out += "</details>";
        }
    }

    fn fitting(&mut self, values: &[String]) -> Vec<Value> {
        let mut shown = Vec::new();
        for value in values {
            if self.room == 0 {
                break;
            }
            let value = Value::new(value);
            self.room = self.room.saturating_sub(VALUE + value.text.len());
            shown.push(value);
        }
        self.left_out.values += values.len() - shown.len();
        shown
    }

    /// The concept an authored field stands for, and its page: that of the concept the rows count it under, when
    /// it has none of its own.
    fn concept(&self, predicate: &Predicate) -> (String, String) {
        let mut found = self
            .entry
            .predicates
            .iter()
            .map(|it| (it, &it.leaf.predicate))
            .filter(|(_, it)| it.field == predicate.field && it.alias_of == predicate.alias_of);
        let Some((mapped, _)) = found.next() else {
            return (predicate.field.clone(), String::new());
        };
        let own = self.book.places.field(&mapped.concept);
        let href = if own.is_empty() {
            self.book.places.field(&mapped.folded_concept)
        } else {
            own
        };
        (mapped.concept.clone(), href.to_owned())
    }
}

fn comparison(op: &str) -> &str {
    match op {
        "gt" => ">",
        "gte" => "≥",
        "lt" => "<",
        "lte" => "≤",
        _ => "=",
    }
}

fn threshold(it: &Threshold, is_single: bool) -> String {
    let alternatives: Vec<String> = it.alternatives().map(|it| aggregate(it, is_single)).collect();
    alternatives.join(" or ")
}

fn aggregate(it: &Threshold, is_single: bool) -> String {
    let mut text = format!(
        "{}({}) {} {}",
        it.function,
        it.of.as_deref().unwrap_or("events"),
        it.op.phrase(),
        it.value
    );
    if !it.by.is_empty() {
        text += &format!(" for each {}", it.by.join(", "));
    }
    if let Some(within) = &it.within {
        text += &format!(" within {within}");
    }
    if let Some(step) = it.step.filter(|_| !is_single) {
        text += &format!(" in step {}", step + 1);
    }
    text
}
