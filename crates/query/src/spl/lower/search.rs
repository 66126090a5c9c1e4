//! Search expressions to conditions.

use rule::{Operator, Predicate, Reason, Span, Step};

use super::cond::Cond;
use super::flow::Flow;
use super::known::{self, Purpose};
use super::test::Test;
use super::value::Value;
use crate::Pattern;
use crate::spl::compare::Compare;
use crate::spl::expand;
use crate::spl::search::{Form, Search, Word};

impl Flow<'_> {
    /// The condition of a search expression; `negated` tells whether it stands below an odd number of `NOT`s.
    pub(super) fn search_cond(&mut self, expr: &Search, negated: bool) -> Cond {
        if !self.reader.depth.enter() {
            return self.too_deep(expr.span());
        }
        let cond = self.search_node(expr, negated);
        self.reader.depth.leave();
        cond
    }

    fn search_node(&mut self, expr: &Search, negated: bool) -> Cond {
        match expr {
            Search::All(parts) => Cond::All(self.search_parts(parts, negated)),
            Search::Any(parts) => Cond::Any(self.search_parts(parts, negated)),
            Search::Not(inner) => self.search_cond(inner, !negated).not(),
            Search::Compare {
                field,
                op,
                value,
                span,
            } => self.compare_cond(field, *op, value, *span),
            Search::Member { field, values, span } => {
                let values: Vec<&Word> = values.iter().collect();
                self.one_of(field, &values, *span)
            }
            Search::Term { word, cased } => self.term_cond(word, *cased),
            Search::Macro(span) => self.macro_cond(*span, negated),
            Search::Sub(span) => self.subsearch_cond(*span, negated),
            Search::Bad { span, deep } => {
                let why = if *deep { Reason::TooDeep } else { Reason::Syntax };
                self.opaque(*span, why)
            }
        }
    }

    fn search_parts(&mut self, parts: &[Search], negated: bool) -> Vec<Cond> {
        parts.iter().map(|part| self.search_cond(part, negated)).collect()
    }

    fn compare_cond(&mut self, field: &str, op: Compare, value: &Word, span: Span) -> Cond {
        match op {
            Compare::Equal => self.one_of(field, &[value], span),
            Compare::NotEqual => self.one_of(field, &[value], span).unequal(),
            Compare::Order(op) => {
                let column = self.columns.get(field);
                if known::is_time(field) || token(value).is_some() {
                    return Cond::Plumbing;
                }
                if value.form == Form::Macro {
                    return self.opaque(span, Reason::Undefined);
                }
                let number = pattern_text(value);
                self.check(&column, &Test::Order(op, number), span)
            }
        }
    }

    /// A field that has one of the values; networks among them are compared as such.
    fn one_of(&mut self, field: &str, values: &[&Word], span: Span) -> Cond {
        if known::is_time(field) && !self.columns.has(field) {
            return Cond::Plumbing;
        }
        let column = self.columns.get(field);
        let (mut nets, mut patterns, mut parts) = (Vec::new(), Vec::new(), Vec::new());
        for value in values {
            match value.form {
                Form::Macro => parts.push(self.opaque(span, Reason::Undefined)),
                _ if token(value).is_some() => {
                    parts.extend(token(value).map(|it| self.token_cond(&column, it, span)))
                }
                _ if is_network(&value.raw) => nets.push(value.raw.clone()),
                _ => patterns.push(pattern(value)),
            }
        }
        if !nets.is_empty() {
            parts.push(self.check(&column, &Test::Cidr(nets), span));
        }
        if !patterns.is_empty() {
            let test = match patterns.as_slice() {
                [only] if only.fold().0 == Operator::Exists => Test::Exists,
                _ => Test::Like {
                    patterns,
                    cased: false,
                },
            };
            parts.push(self.check(&column, &test, span));
        }
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            Cond::Any(parts)
        }
    }

    /// A field that has the value of a `$token$`: of the row that `map` runs the search for, so that it joins
    /// the two, else of whoever fills it in.
    fn token_cond(&self, column: &Value, token: &str, span: Span) -> Cond {
        match column.origin() {
            Some(field) if !self.reader.in_map => self.leaf(field.predicate(Operator::Lookup, [token]), span),
            _ => Cond::Plumbing,
        }
    }

    fn term_cond(&mut self, word: &Word, cased: bool) -> Cond {
        let text = pattern_text(word);
        let text = text.trim_matches('*');
        if text.trim().is_empty() {
            return Cond::TRUE;
        }
        let predicate = match event_id(text) {
            Some((field, number)) => Predicate::new(field, Operator::Eq, [number], Span::NONE),
            None => Predicate::new("", Operator::Keyword, [text], Span::NONE).case_sensitive(cased),
        };
        self.leaf(predicate, word.span)
    }

    /// An unknown macro in an expression. What opens a base search selects the telemetry.
    fn macro_cond(&mut self, span: Span, negated: bool) -> Cond {
        let name = expand::call(self.text.slice(span)).name.to_owned();
        let opens = self.is_base && self.branches.iter().all(|branch| branch.sources.is_empty());
        match known::purpose(&name) {
            Purpose::Source => {}
            Purpose::Plumbing | Purpose::DropObject => return Cond::Plumbing,
            Purpose::Unknown if opens && !negated => {}
            Purpose::Unknown => return self.opaque(span, Reason::Undefined),
        }
        self.source(format!("`{name}`"));
        Cond::Plumbing
    }

    /// `[subsearch]` as a filter: rows of a lookup table are a list; the results of a search are joined.
    fn subsearch_cond(&mut self, span: Span, negated: bool) -> Cond {
        let Some(mut parts) = self.sub(span) else {
            return Cond::Plumbing;
        };
        let listed = parts.table.map(|table| {
            let fields = match parts.output.as_slice() {
                [] => vec![String::new()],
                fields => fields.to_vec(),
            };
            let listed = fields.into_iter().map(|field| {
                let predicate = Predicate::new(field, Operator::Lookup, [table.as_str()], Span::NONE);
                self.leaf(predicate, span)
            });
            Cond::All(listed.collect())
        });
        let is_list = listed.is_some();
        let mut thresholds = std::mem::take(&mut parts.thresholds);
        if is_list && parts.steps.first().is_some_and(|step| step.logic.is_true()) {
            parts.steps.remove(0);
            let before = |step: Option<usize>| step.and_then(|step| step.checked_sub(1));
            thresholds
                .iter_mut()
                .for_each(|it| it.for_each_mut(&mut |it| it.step = before(it.step)));
        }
        let absent = |step: Step| Step {
            absent: negated || step.absent,
            ..step
        };
        self.join_steps(parts.steps.into_iter().map(absent), thresholds);
        if !is_list {
            self.by.extend(parts.output.iter().cloned());
        }
        listed.unwrap_or(Cond::Plumbing)
    }
}

/// The name of a `$token$` that stands for a value; `$$` is a dollar sign.
fn token(word: &Word) -> Option<&str> {
    let name = word.raw.strip_prefix('$')?.strip_suffix('$')?;
    (!name.is_empty() && !name.contains('$')).then_some(name)
}

/// The pattern of a value: `\\` is a backslash, `\"` a quote, `*` any run and nothing shields it
/// (<https://help.splunk.com/en/splunk-enterprise/search/search-manual/use-the-search-command>).
fn pattern(word: &Word) -> Pattern {
    let mut pattern = Pattern::new();
    unescape(word, |c| match c {
        Unit::Star => pattern.push_any_run(),
        Unit::Char(c) => pattern.push(c),
    });
    pattern
}

/// The text of a value, its stars included.
fn pattern_text(word: &Word) -> String {
    let mut text = String::new();
    unescape(word, |c| match c {
        Unit::Star => text.push('*'),
        Unit::Char(c) => text.push(c),
    });
    text
}

enum Unit {
    Char(char),
    Star,
}

fn unescape(word: &Word, mut push: impl FnMut(Unit)) {
    let mut chars = word.raw.chars().peekable();
    while let Some(c) = chars.next() {
        let shields = |next: &char| match word.form {
            Form::Quoted => matches!(next, '\\' | '"'),
            _ => matches!(next, '\\' | '"' | ' ' | '|' | '(' | ')' | '[' | ']' | ','),
        };
        match c {
            '\\' => push(Unit::Char(chars.next_if(shields).unwrap_or('\\'))),
            '*' => push(Unit::Star),
            c => push(Unit::Char(c)),
        }
    }
}

/// The event id in a raw term: `EventCode=4688`, `<EventID>4688<`.
fn event_id(text: &str) -> Option<(&str, &str)> {
    let (field, rest) = match text.strip_prefix('<') {
        Some(tag) => tag.split_once('>')?,
        None => text.split_once('=')?,
    };
    let (number, close) = match rest.find('<') {
        Some(at) if text.starts_with('<') => rest.split_at(at),
        _ => (rest, ""),
    };
    let named = ["EventCode", "EventID"]
        .iter()
        .any(|name| field.eq_ignore_ascii_case(name));
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let closes = close.is_empty() || "</EventID>".starts_with(close) || "</EventCode>".starts_with(close);
    (named && is_number && closes).then_some((field, number))
}

/// Whether a value is a network in CIDR notation.
fn is_network(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else {
        return false;
    };
    let Ok(bits) = bits.parse::<u8>() else {
        return false;
    };
    match address.contains(':') {
        true => bits <= 128 && is_ipv6(address),
        false => bits <= 32 && is_ipv4(address),
    }
}

fn is_ipv4(address: &str) -> bool {
    address.split('.').count() == 4 && address.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// Eight groups of hexadecimal digits, or fewer with one `::` among them.
fn is_ipv6(address: &str) -> bool {
    let group = |part: &str| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let groups = address.split(':').filter(|part| !part.is_empty()).count();
    let short = address.matches("::").count() == 1 && groups < 8;
    address.split(':').all(group) && (short || groups == 8)
}

#[cfg(test)]
mod tests {
    use super::{event_id, is_network};

    #[test]
    fn raw_terms_may_be_event_ids() {
        assert_eq!(event_id("EventCode=4688"), Some(("EventCode", "4688")));
        assert_eq!(event_id("<EventID>1<"), Some(("EventID", "1")));
        assert_eq!(event_id("<EventID>1</EventID>"), Some(("EventID", "1")));
        assert_eq!(event_id("EventCode="), None);
        assert_eq!(event_id("user=4688"), None);
    }

    #[test]
    fn networks_are_told_from_paths() {
        assert!(is_network("10.0.0.0/8") && is_network("fe80::/10") && is_network("::1/128"));
        assert!(
            !is_network("1/2/2020")
                && !is_network("10.0.0.0/64")
                && !is_network("::1")
                && !is_network("a:b/8")
        );
    }
}
