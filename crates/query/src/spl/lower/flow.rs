//! One pipeline: its stages in order, what they filter and what they make of the columns.

use std::collections::BTreeMap;
use std::ops::Range;

use rule::{Diagnostic, Logic, Operator, Predicate, Reason, Span, Step, Threshold};

use super::Reader;
use super::columns::Columns;
use super::cond::{Cond, opaque};
use super::known;
use super::tags::{Constants, Fate, decided};
use crate::spl::pipeline::{Stage, stages};
use crate::spl::search::Search;
use crate::spl::text::Text;
use crate::spl::{eval, expand, search};
use crate::thresholds::common;

/// Appended searches past this many are opaque; later filters hold for each of them.
pub(super) const MAX_BRANCHES: usize = 32;

/// A pipeline that is being read.
pub(super) struct Flow<'a> {
    pub(super) text: &'a Text,
    pub(super) reader: &'a mut Reader,
    pub(super) columns: Columns,
    /// Searches whose results are united; filters hold for each.
    pub(super) branches: Vec<Branch>,
    /// Searches whose results are joined.
    pub(super) joined: Joined,
    /// The columns they are joined on.
    pub(super) by: Vec<String>,
    /// The width of time buckets, once there are any.
    pub(super) window: Option<String>,
    /// The columns that come out, where a stage chose them.
    pub(super) output: Vec<String>,
    /// The lookup table the rows come from.
    pub(super) table: Option<String>,
    /// Whether the combining command applied last unites.
    pub(super) is_union: bool,
    /// Whether nothing but the base search was read.
    pub(super) is_base: bool,
    /// Whether rows of several united searches were put together.
    pub(super) is_gathered: bool,
    /// The stage that is being read.
    at: Span,
}

/// One of several united searches.
#[derive(Clone, Debug, Default)]
pub(super) struct Branch {
    pub(super) sources: Vec<String>,
    pub(super) logic: Vec<Logic>,
    pub(super) thresholds: Vec<Threshold>,
    /// What tells its rows from those of the others.
    pub(super) constants: Constants,
    /// What becomes of it.
    pub(super) fate: Fate,
}

impl Branch {
    /// Whether its filters ask for this one value of a field.
    pub(super) fn requires(&self, asked: &Predicate) -> bool {
        fn asks(logic: &Logic, asked: &Predicate) -> bool {
            match (logic, asked.values.as_slice()) {
                (Logic::All(parts), _) => parts.iter().any(|part| asks(part, asked)),
                (Logic::Pred(own), [value]) => {
                    let same = own.field == asked.field && own.op == asked.op && asked.op == Operator::Eq;
                    same && matches!(own.values.as_slice(), [it] if it.eq_ignore_ascii_case(value))
                }
                _ => false,
            }
        }
        self.logic.iter().any(|logic| asks(logic, asked))
    }

    /// The step that it is.
    pub(super) fn into_step(self) -> Step {
        let logic = Logic::all(self.logic);
        Step::new(source(&self.sources, &logic), logic)
    }
}

/// Searches whose results are joined, with the thresholds on each of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined {
    pub(super) steps: Vec<Step>,
    /// Their steps are counted among these.
    pub(super) thresholds: Vec<Threshold>,
    /// What tells rows that found a partner in some of the steps from the others.
    pub(super) constants: Vec<(Range<usize>, Constants)>,
}

impl Joined {
    /// Adds steps and the thresholds on them; those on none in particular are on the first.
    pub(super) fn add(&mut self, steps: impl IntoIterator<Item = Step>, thresholds: Vec<Threshold>) {
        let before = self.steps.len();
        self.steps.extend(steps);
        let has_steps = before < self.steps.len();
        let placed = |it: Threshold| if has_steps { it.behind(before) } else { it };
        self.thresholds.extend(thresholds.into_iter().map(placed));
    }
}

/// A pipeline that was read.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The united searches; those that are joined with them follow.
    pub(super) steps: Vec<Step>,
    /// How many of the steps are united.
    pub(super) united: usize,
    pub(super) by: Vec<String>,
    pub(super) thresholds: Vec<Threshold>,
    pub(super) columns: Columns,
    pub(super) output: Vec<String>,
    pub(super) table: Option<String>,
    pub(super) is_union: bool,
    /// Whether no row comes out: `where false()`.
    pub(super) is_never: bool,
}

impl<'a> Flow<'a> {
    /// A pipeline of which nothing was read yet.
    pub(super) fn new(text: &'a Text, reader: &'a mut Reader) -> Self {
        Flow {
            text,
            reader,
            columns: Columns::default(),
            branches: vec![Branch::default()],
            joined: Joined::default(),
            by: Vec::new(),
            window: None,
            output: Vec::new(),
            table: None,
            is_union: false,
            is_base: true,
            is_gathered: false,
            at: Span::NONE,
        }
    }

    /// Reads the stages in a range.
    pub(super) fn run(&mut self, span: Span) {
        let range = span.start as usize..span.end as usize;
        let (stages, piped) = stages(self.text.as_str(), range);
        for (i, stage) in stages.iter().enumerate() {
            self.is_base = i == 0;
            self.at = stage.span;
            if i == 0 && !piped && !known::opens(&stage.command) {
                self.search(stage.span);
            } else {
                self.stage(stage);
            }
        }
    }

    /// Reads another pipeline in this text; `None` where it nests too deeply.
    pub(super) fn sub(&mut self, span: Span) -> Option<Parts> {
        if !self.reader.depth.enter() {
            let cond = self.too_deep(span);
            self.filter(cond);
            return None;
        }
        let mut flow = Flow::new(self.text, self.reader);
        flow.run(span);
        let parts = flow.finish();
        self.reader.depth.leave();
        Some(parts)
    }

    /// Joins other searches; the thresholds so far are on this one alone.
    pub(super) fn join_steps(&mut self, steps: impl IntoIterator<Item = Step>, thresholds: Vec<Threshold>) {
        for threshold in self.branches.iter_mut().flat_map(|branch| &mut branch.thresholds) {
            threshold.for_each_mut(&mut |it| it.step = Some(0));
        }
        self.joined.add(steps, thresholds);
    }

    /// Closes the pipeline.
    ///
    pub(super) fn finish(mut self) -> Parts {
        let is_never = self.branches.iter().all(|branch| !branch.fate.is_found());
        let (found, absent) = decided(self.branches);
        self.is_union &= absent.is_empty() || found.len() > 1;
        self.branches = found;
        self.joined.add(absent, Vec::new());
        let (mut thresholds, mut steps) = (self.thresholds_of_all(), Vec::new());
        let of_all = thresholds.clone();
        for mut branch in self.branches {
            let own = std::mem::take(&mut branch.thresholds);
            let step = branch.into_step();
            let at = (step.source.is_some() || !step.logic.is_true()).then_some(steps.len());
            let is_own = |it: &Threshold| !of_all.iter().any(|known| known.same_meaning(it));
            for mut threshold in own.into_iter().filter(is_own) {
                threshold.for_each_mut(&mut |it| it.step = at);
                thresholds.push(threshold);
            }
            steps.extend(at.map(|_| step));
        }
        let united = steps.len();
        steps.extend(self.joined.steps);
        let placed = |it: Threshold| match it.step {
            Some(_) => it.behind(united),
            None => it,
        };
        thresholds.extend(self.joined.thresholds.into_iter().map(placed));
        Parts {
            steps,
            united,
            by: self.by,
            thresholds,
            columns: self.columns,
            output: self.output,
            table: self.table,
            is_union: self.is_union,
            is_never,
        }
    }

    /// The thresholds that all branches share, after they were united and before others were joined.
    fn thresholds_of_all(&self) -> Vec<Threshold> {
        let each: Vec<&[Threshold]> = self
            .branches
            .iter()
            .map(|branch| branch.thresholds.as_slice())
            .collect();
        let mut shared = common(&each);
        if each.len() < 2 {
            shared.retain(|it| it.step.is_none());
        }
        shared
    }

    pub(super) fn stage(&mut self, stage: &Stage) {
        match stage.command.as_str() {
            "search" => self.search(stage.body),
            "where" => self.condition(stage),
            "regex" => self.regex(stage.body),
            "tstats" | "mstats" => self.tstats(stage),
            "stats" | "eventstats" | "streamstats" | "chart" | "timechart" | "sistats" | "sichart"
            | "sitimechart" => {
                self.stats(stage);
                self.is_gathered = true;
            }
            "top" | "rare" | "sitop" | "sirare" => self.top(stage.body),
            "transaction" => self.transaction(stage.body),
            "bin" | "bucket" | "discretize" => self.bin(stage.body),
            "eval" => self.eval(stage.body),
            "rename" => self.rename(stage.body),
            "rex" => self.rex(stage.body),
            "spath" => self.spath(stage.body),
            "convert" => self.convert(stage.body),
            "lookup" => self.lookup(stage.body),
            "inputlookup" => self.inputlookup(stage),
            "fields" | "table" | "return" | "dedup" => self.choose(stage),
            "join" | "selfjoin" | "appendcols" => self.join(stage.body),
            "append" | "union" | "multisearch" | "set" => self.unite(stage),
            "appendpipe" => self.appendpipe(stage.body),
            "map" => self.map(stage.body),
            "foreach" => self.foreach(stage.body),
            "from" | "datamodel" => self.from(stage.body),
            "pivot" => self.pivot(stage),
            "savedsearch" | "loadjob" => self.saved(stage.body),
            "" => self.bare(stage),
            "anomalydetection" | "anomalies" | "anomalousvalue" => self.anomalies(stage),
            command if known::is_plumbing(command) => {}
            _ => self.unknown(stage),
        }
    }

    /// A stage without a command: macros, or a search whose command was forgotten.
    fn bare(&mut self, stage: &Stage) {
        let expr = self.parse_search(stage.span);
        match &expr {
            Search::Macro(span) => self.stage_macro(*span),
            Search::All(parts) if parts.iter().all(|part| matches!(part, Search::Macro(_))) => {
                for part in parts {
                    if let Search::Macro(span) = part {
                        self.stage_macro(*span);
                    }
                }
            }
            _ => {
                self.remark(stage.span, "a stage without a command; read as a search", false);
                let cond = self.search_cond(&expr, false);
                self.filter(cond);
            }
        }
    }

    fn stage_macro(&mut self, span: Span) {
        let call = expand::call(self.text.slice(span));
        match known::purpose(call.name) {
            known::Purpose::DropObject => {
                for object in call.arguments {
                    self.rename_all(&format!("{object}.*"), "*");
                }
            }
            known::Purpose::Source if self.is_base => self.source(format!("`{}`", call.name)),
            known::Purpose::Plumbing | known::Purpose::Source => {}
            known::Purpose::Unknown => self.undefined(span),
        }
    }

    /// A filter that nobody defines.
    fn undefined(&mut self, span: Span) {
        let cond = self.opaque(span, Reason::Undefined);
        self.filter(cond);
    }

    /// Commands that keep what is unusual, unless they are told to annotate only.
    fn anomalies(&mut self, stage: &Stage) {
        let body = self.text.slice(stage.body);
        if !["annotate", "summary"]
            .iter()
            .any(|action| body.contains(&format!("action={action}")))
        {
            let cond = self.opaque(stage.span, Reason::Aggregate);
            self.filter(cond);
        }
    }

    fn unknown(&mut self, stage: &Stage) {
        let body = self.text.slice(stage.body);
        let word = body
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        let compares = body.starts_with(['=', '!', '<', '>']) || word.eq_ignore_ascii_case("in");
        if compares || stage.command == "not" {
            self.bare(stage);
            return;
        }
        self.remark(stage.span, "an unknown command", false);
        let cond = self.opaque(stage.span, Reason::Unsupported);
        self.filter(cond);
    }

    /// The `search` command or the base search.
    fn search(&mut self, span: Span) {
        let expr = self.parse_search(span);
        let cond = self.search_cond(&expr, false);
        self.filter(cond);
    }

    /// The `where` command.
    fn condition(&mut self, stage: &Stage) {
        let mut remarks = Vec::new();
        let found = eval::condition(self.text.as_str(), stage.body, &mut remarks);
        self.remarks(remarks);
        if let Some(expr) = &found.expr {
            let cond = self.eval_cond(expr);
            self.filter(cond);
        }
        if let Some(tail) = found.tail {
            self.tail(tail);
        }
    }

    /// Text behind a condition: macros that stand for further stages, or a mistake.
    fn tail(&mut self, span: Span) {
        match self.parse_search(span) {
            Search::Macro(span) => self.stage_macro(span),
            _ => {
                self.remark(span, "text behind a condition that does not belong to it", true);
                let cond = self.opaque(span, Reason::Syntax);
                self.filter(cond);
            }
        }
    }

    /// Reads a search expression of this text.
    pub(super) fn parse_search(&mut self, span: Span) -> Search {
        let mut remarks = Vec::new();
        let expr = search::parse(self.text.as_str(), span, &mut remarks);
        self.remarks(remarks);
        expr
    }

    /// Remarks of a parser, moved to the author's text.
    pub(super) fn remarks(&mut self, remarks: Vec<Diagnostic>) {
        let place = |mut remark: Diagnostic| {
            remark.span = self.text.place(remark.span).span;
            remark
        };
        let remarks: Vec<Diagnostic> = remarks.into_iter().map(place).collect();
        self.reader.diagnostics.extend(remarks);
    }

    /// A remark about a range of this text.
    pub(super) fn remark(&mut self, span: Span, message: &str, is_error: bool) {
        let span = self.text.place(span).span;
        self.reader.diagnostics.push(match is_error {
            true => Diagnostic::error(span, message),
            false => Diagnostic::warning(span, message),
        });
    }

    /// A clause past the fence against deep nesting.
    pub(super) fn too_deep(&mut self, span: Span) -> Cond {
        self.remark(span, "nested too deeply", true);
        self.opaque(span, Reason::TooDeep)
    }

    /// A clause that stays as it is.
    pub(super) fn opaque(&self, span: Span, why: Reason) -> Cond {
        opaque(self.text.slice(span).trim(), why, self.text.place(span).span)
    }

    /// A predicate whose values stand at `span`.
    pub(super) fn leaf(&self, predicate: Predicate, span: Span) -> Cond {
        let place = self.text.place(span);
        let mut predicate = predicate.via(place.via);
        predicate.span = place.span;
        Cond::Leaf(Logic::Pred(predicate))
    }

    /// The rows that remain are those for which the condition holds.
    pub(super) fn filter(&mut self, cond: Cond) {
        let mut tagged = Vec::new();
        let cond = cond.take_tagged(false, &mut tagged);
        for (tagged, negated) in tagged {
            self.choose_tagged(&tagged, negated);
        }
        let mut thresholds = Vec::new();
        let logic = cond.settle(&mut thresholds);
        let is_base = self.is_base;
        for name in logic.iter().filter(|_| is_base).flat_map(telemetry_macros) {
            self.source(format!("`{name}`"));
        }
        if logic.as_ref().is_some_and(Logic::is_false) {
            self.find_nothing(self.at);
            return;
        }
        for branch in &mut self.branches {
            if !matches!(branch.fate, Fate::Absent(_)) {
                branch.thresholds.extend(thresholds.iter().cloned());
                branch.logic.extend(logic.clone());
            }
        }
    }

    /// Names what selects the telemetry.
    pub(super) fn source(&mut self, name: String) {
        for branch in &mut self.branches {
            if !branch.sources.contains(&name) {
                branch.sources.push(name.clone());
            }
        }
    }

    /// One more search united with those before; the first takes the place of a branch that is still empty.
    pub(super) fn add_branch(&mut self, branch: Branch) {
        let empty = |branch: &Branch| {
            branch.sources.is_empty()
                && branch.logic.is_empty()
                && branch.thresholds.is_empty()
                && branch.fate.is_found()
        };
        match self.branches.as_mut_slice() {
            [only] if empty(only) => *only = branch,
            branches if branches.len() < MAX_BRANCHES => self.branches.push(branch),
            _ => {
                let logic = Logic::opaque("append", Reason::TooDeep, Span::NONE);
                self.branches
                    .extend(self.branches.len().eq(&MAX_BRANCHES).then(|| Branch {
                        sources: branch.sources,
                        logic: vec![logic],
                        ..Branch::default()
                    }));
            }
        }
    }
}

/// The macros whose predicates all select the telemetry.
fn telemetry_macros(logic: &Logic) -> Vec<String> {
    let mut found: BTreeMap<&str, bool> = BTreeMap::new();
    logic.for_each_leaf(&mut |leaf| {
        if let Logic::Pred(predicate) = leaf
            && let Some(via) = &predicate.via
        {
            *found.entry(via).or_insert(true) &= known::is_telemetry(&predicate.field);
        }
    });
    let all = found.into_iter().filter(|(_, telemetry)| *telemetry);
    all.map(|(name, _)| name.to_owned()).collect()
}

/// What selects the telemetry: what stages named, else the first telling predicate of the condition.
fn source(named: &[String], logic: &Logic) -> Option<String> {
    if !named.is_empty() {
        return Some(named.join(" "));
    }
    let parts = match logic {
        Logic::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    ["sourcetype", "source", "eventtype", "index"]
        .iter()
        .find_map(|wanted| {
            parts.iter().find_map(|part| match part {
                Logic::Pred(predicate)
                    if predicate.op != Operator::Exists && predicate.field.eq_ignore_ascii_case(wanted) =>
                {
                    let value = predicate.values.first()?;
                    Some(format!("{wanted}={value}"))
                }
                _ => None,
            })
        })
}
