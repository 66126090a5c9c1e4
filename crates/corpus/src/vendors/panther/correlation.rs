//! Correlation rules: other rules that fire together or in order
//! (<https://docs.panther.com/detections/correlation-rules>).

use query::yaml::Node;
use rule::{Logic, Operator, Related, Relation, Rule, RuleLogic, Step, Threshold};

/// Each member rule is a step without conditions of its own.
pub(super) fn lower(rule: &mut Rule, document: &Node) {
    let mut logic = RuleLogic {
        relation: Relation::Correlation,
        ..RuleLogic::default()
    };
    for part in document.get("Detection").map_or(&[][..], Node::items) {
        if part.get("Sequence").is_some() {
            logic.relation = Relation::Sequence;
        }
        for member in ["Group", "Sequence"].into_iter().flat_map(|key| items(part, key)) {
            add_member(rule, &mut logic, member);
        }
        logic.by.extend(match_fields(part));
        logic.within = logic.within.take().or_else(|| window(part));
    }
    let mut seen = std::collections::BTreeSet::new();
    logic.by.retain(|field| seen.insert(field.clone()));
    rule.logic = logic;
}

fn items<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map_or(&[][..], Node::items)
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::text)
}

fn add_member(rule: &mut Rule, logic: &mut RuleLogic, member: &Node) {
    let id = text(member, "RuleID").map(str::to_owned);
    let alias = text(member, "ID").map(str::to_owned);
    let absent = text(member, "Absence").is_some_and(|word| word.eq_ignore_ascii_case("true"));
    if let Some(count) = text(member, "MinMatchCount").filter(|count| *count != "1") {
        logic.thresholds.push(Threshold {
            of: alias.clone(),
            ..Threshold::new("count", Operator::Gte, count, member.span)
        });
    }
    if let Some(id) = &id
        && rule.related.iter().all(|it| it.id != *id)
    {
        rule.related.push(Related {
            id: id.clone(),
            kind: "member".to_owned(),
        });
    }
    logic.steps.push(Step {
        alias,
        source: id,
        absent,
        logic: Logic::TRUE,
    });
}

/// The fields on which members or transitions must agree.
fn match_fields(part: &Node) -> Vec<String> {
    let criteria = part.get("MatchCriteria").map_or(&[][..], Node::entries);
    let groups = criteria
        .iter()
        .flat_map(|(_, groups)| groups.items())
        .filter_map(|it| text(it, "Match"));
    let transitions = items(part, "Transitions")
        .iter()
        .flat_map(|it| items(it, "Match"));
    let on = transitions.flat_map(|it| {
        let one = text(it, "On").map(|field| vec![field]);
        one.unwrap_or_else(|| {
            ["From", "To"]
                .into_iter()
                .filter_map(|key| text(it, key))
                .collect()
        })
    });
    groups.chain(on).map(str::to_owned).collect()
}

/// The time a sequence may take, or how far back a group looks.
fn window(part: &Node) -> Option<String> {
    let transitions = items(part, "Transitions");
    let step = match transitions {
        [one] => text(one, "WithinTimeFrameMinutes"),
        _ => None,
    };
    let minutes = step.or_else(|| text(part, "LookbackWindowMinutes"))?;
    Some(format!("{minutes}m"))
}
