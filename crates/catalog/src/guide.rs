//! The authoring guide of a population of rules: what they filter on, what they look for, what they exclude.

use std::collections::{BTreeMap, BTreeSet};

use rule::Operator;

use crate::class::names_a_value;
use crate::{Catalog, Class, RowIx, RowUse, RuleIx};

/// How many sample values a field row shows.
const SAMPLES: usize = 5;

/// Bytes of a value that tells something at a glance.
const TELLING: std::ops::RangeInclusive<usize> = 4..=48;

/// A number of rules and of families of near-identical rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// Rules.
    pub rules: usize,
    /// Families.
    pub families: usize,
}

/// A row of "fields filtered most".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// The concept.
    pub concept: String,
    /// How many rules filter on it.
    pub count: Count,
    /// With which operators, most frequent first.
    pub how: Vec<(Operator, usize)>,
    /// The most frequent values.
    pub samples: Vec<RowIx>,
    /// The rules, sorted.
    pub rules: Vec<RuleIx>,
}

/// A row of the indicator and telemetry tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueRow {
    /// The (concept, operator, value).
    pub row: RowIx,
    /// How many rules of the population look for it.
    pub count: Count,
    /// How many rules of the whole catalog do.
    pub reach: usize,
    /// The rules of the population, sorted.
    pub rules: Vec<RuleIx>,
}

impl ValueRow {
    /// Whether no rule outside the population looks for it.
    pub fn only_here(&self) -> bool {
        self.reach == self.count.rules
    }
}

/// A row of the exclusion table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExclusionRow {
    /// The (concept, operator, value).
    pub row: RowIx,
    /// How many rules of the population exclude it.
    pub count: Count,
    /// How many of them only inside an alternative.
    pub guarded: usize,
    /// How many of them only together with other conditions.
    pub grouped: usize,
    /// The rules, sorted.
    pub rules: Vec<RuleIx>,
}

/// The guide. Every table is sorted by rules, families, then name; most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guide {
    /// Fields filtered most, telemetry selectors apart.
    pub fields: Vec<FieldRow>,
    /// What selects the events.
    pub telemetry: Vec<ValueRow>,
    /// What the rules look for.
    pub indicators: Vec<ValueRow>,
    /// Values that mean nothing alone.
    pub generic: Vec<ValueRow>,
    /// What the rules exclude.
    pub exclusions: Vec<ExclusionRow>,
}

/// The rules of a population that use a row in a role.
struct Use {
    row: RowIx,
    rules: Vec<RuleIx>,
    guarded: usize,
    grouped: usize,
}

impl Guide {
    /// The guide of a population, given sorted.
    pub fn new(catalog: &Catalog, population: &[RuleIx]) -> Guide {
        let (positive, excluded) = uses(catalog, population);
        let mut guide = Guide {
            fields: fields(catalog, &positive),
            ..Guide::default()
        };
        for Use { row, rules, .. } in positive {
            let it = catalog.rows.get(row);
            if !names_a_value(it.op) {
                continue;
            }
            let value = ValueRow {
                row,
                count: catalog.count(&rules),
                reach: it.positive.len(),
                rules,
            };
            match it.class {
                Class::Telemetry => guide.telemetry.push(value),
                Class::Indicator => guide.indicators.push(value),
                Class::Generic => guide.generic.push(value),
                Class::Prefilter => {}
            }
        }
        for it in excluded {
            if catalog.rows.get(it.row).class != Class::Telemetry {
                guide.exclusions.push(ExclusionRow {
                    row: it.row,
                    count: catalog.count(&it.rules),
                    guarded: it.guarded,
                    grouped: it.grouped,
                    rules: it.rules,
                });
            }
        }
        guide.sort(catalog);
        guide
    }

    fn sort(&mut self, catalog: &Catalog) {
        for table in [&mut self.telemetry, &mut self.indicators, &mut self.generic] {
            table.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| order(catalog, a.row, b.row)));
        }
        self.exclusions
            .sort_by(|a, b| b.count.cmp(&a.count).then_with(|| order(catalog, a.row, b.row)));
    }
}

/// What a population looks for, and what it excludes, by row.
fn uses(catalog: &Catalog, population: &[RuleIx]) -> (Vec<Use>, Vec<Use>) {
    let used = |&rule: &RuleIx| catalog.entry(rule).rows.iter().map(move |it| (*it, rule));
    let mut used: Vec<(RowUse, RuleIx)> = population.iter().flat_map(used).collect();
    let role = |(it, _): &(RowUse, RuleIx)| (it.excluded, it.row);
    used.sort_unstable_by_key(|it| (role(it), it.1));
    let positive = used.partition_point(|(it, _)| !it.excluded);
    let (positive, excluded) = used.split_at(positive);
    let gather = |used: &[(RowUse, RuleIx)]| {
        let groups = used.chunk_by(|a, b| role(a) == role(b));
        groups.map(Use::of).collect()
    };
    (gather(positive), gather(excluded))
}

impl Use {
    /// The uses of one row in one role; there is at least one.
    fn of(group: &[(RowUse, RuleIx)]) -> Use {
        Use {
            row: group[0].0.row,
            rules: group.iter().map(|(_, rule)| *rule).collect(),
            guarded: group.iter().filter(|(it, _)| it.guarded).count(),
            grouped: group.iter().filter(|(it, _)| it.grouped).count(),
        }
    }
}

fn order(catalog: &Catalog, a: RowIx, b: RowIx) -> std::cmp::Ordering {
    let (a, b) = (catalog.rows.get(a), catalog.rows.get(b));
    (&a.concept, a.op, &a.value).cmp(&(&b.concept, b.op, &b.value))
}

#[derive(Default)]
struct FieldUse {
    rules: BTreeSet<RuleIx>,
    how: BTreeMap<Operator, BTreeSet<RuleIx>>,
    values: Vec<(usize, RowIx)>,
}

fn fields(catalog: &Catalog, positive: &[Use]) -> Vec<FieldRow> {
    let mut fields: BTreeMap<&str, FieldUse> = BTreeMap::new();
    for Use { row, rules, .. } in positive {
        let it = catalog.rows.get(*row);
        if it.class == Class::Telemetry || it.concept.is_empty() {
            continue;
        }
        let field = fields.entry(it.concept).or_default();
        field.rules.extend(rules);
        field.how.entry(it.op).or_default().extend(rules);
        if it.class == Class::Indicator && names_a_value(it.op) {
            field.values.push((rules.len(), *row));
        }
    }
    let mut table: Vec<FieldRow> = fields
        .into_iter()
        .map(|(concept, field)| field.finish(catalog, concept))
        .collect();
    table.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.concept.cmp(&b.concept)));
    table
}

impl FieldUse {
    fn finish(mut self, catalog: &Catalog, concept: &str) -> FieldRow {
        // Of values that as many rules use, a short name says more at a glance than a fragment or a long pattern.
        let length = |row: RowIx| {
            let length = catalog.rows.get(row).value.len();
            (!TELLING.contains(&length), length)
        };
        let telling = |a: &(usize, RowIx), b: &(usize, RowIx)| {
            let most = b.0.cmp(&a.0);
            most.then_with(|| length(a.1).cmp(&length(b.1)))
                .then_with(|| order(catalog, a.1, b.1))
        };
        if self.values.len() > SAMPLES {
            self.values.select_nth_unstable_by(SAMPLES, telling);
            self.values.truncate(SAMPLES);
        }
        self.values.sort_unstable_by(telling);
        let rules: Vec<RuleIx> = self.rules.into_iter().collect();
        let mut how: Vec<(Operator, usize)> = self
            .how
            .into_iter()
            .map(|(op, rules)| (op, rules.len()))
            .collect();
        how.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        FieldRow {
            concept: concept.to_owned(),
            count: catalog.count(&rules),
            how,
            samples: self.values.into_iter().map(|(_, row)| row).collect(),
            rules,
        }
    }
}
