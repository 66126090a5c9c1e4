//! From two files of rules to changes.

use super::line::Line;
use super::pair::{Pair, pairs};
use super::predicates::differences;
use super::{Change, Kind, Member};

/// The changes from one file to the other, by vendor, kind and title.
pub(super) fn changes(before: &[Line<'_>], after: &[Line<'_>]) -> Vec<Change> {
    let mut changes: Vec<Change> = pairs(before, after).into_iter().filter_map(change).collect();
    changes.sort_by(|a, b| {
        let key = |it: &Change| {
            (
                it.vendor.clone(),
                it.kind,
                it.title.to_lowercase(),
                it.page.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    changes
}

fn change(pair: Pair<'_>) -> Option<Change> {
    match pair {
        (Some(before), Some(after)) => different(before, after),
        (Some(line), None) => Some(whole(Kind::Removed, line)),
        (None, Some(line)) => Some(whole(Kind::Added, line)),
        (None, None) => None,
    }
}

fn whole(kind: Kind, line: &Line<'_>) -> Change {
    Change {
        kind,
        vendor: line.vendor.clone().into_owned(),
        id: line.id.clone().into_owned(),
        title: line.name(),
        page: line.page(),
        techniques: line.techniques(),
        members: Vec::new(),
        techniques_gained: Vec::new(),
        techniques_lost: Vec::new(),
        predicates_added: Vec::new(),
        predicates_removed: Vec::new(),
        recombined: false,
    }
}

fn different(before: &Line<'_>, after: &Line<'_>) -> Option<Change> {
    let mut change = whole(Kind::Changed, after);
    let named = [
        ("id", &before.id, &after.id),
        ("title", &before.title, &after.title),
        ("path", &before.path, &after.path),
    ];
    let names = named.map(|(name, from, to)| member(name, from, to));
    let is_renamed = names.iter().any(Option::is_some);
    change.members.extend(names.into_iter().flatten());
    change
        .members
        .extend(member("page", &before.page(), &after.page()));
    facts(before, after, &mut change);
    let tags_of = |line: &Line<'_>, other: &Line<'_>| -> Vec<String> {
        // Neither the id nor the tag is known to the other: an id that ATT&CK moved is no change of the rule.
        let is_new = |tag: &&super::line::Tag| {
            other
                .attack
                .iter()
                .all(|it| it.id != tag.id && it.as_tagged != tag.as_tagged)
        };
        line.attack
            .iter()
            .filter(is_new)
            .map(|tag| tag.id.clone())
            .collect()
    };
    change.techniques_gained = tags_of(after, before);
    change.techniques_lost = tags_of(before, after);
    if before.predicates.get() != after.predicates.get() {
        (change.predicates_added, change.predicates_removed) =
            differences(before.predicates, after.predicates);
    }
    let same_predicates = change.predicates_added.is_empty() && change.predicates_removed.is_empty();
    change.recombined = same_predicates && before.logic.get() != after.logic.get();
    change.kind = kind(before, after, is_renamed, &change)?;
    Some(change)
}

fn facts(before: &Line<'_>, after: &Line<'_>, change: &mut Change) {
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    for (name, from, to) in [
        ("severity", word(&before.severity), word(&after.severity)),
        ("status", word(&before.status), word(&after.status)),
        ("live", before.live.to_string(), after.live.to_string()),
    ] {
        change.members.extend(member(name, &from, &to));
    }
}

fn member(name: &str, from: &str, to: &str) -> Option<Member> {
    (from != to).then(|| Member {
        name: name.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    })
}

/// Nothing when nothing is different.
fn kind(before: &Line<'_>, after: &Line<'_>, is_renamed: bool, change: &Change) -> Option<Kind> {
    if is_renamed {
        return Some(Kind::Renamed);
    }
    let is_other = !change.members.is_empty()
        || !change.techniques_gained.is_empty()
        || !change.techniques_lost.is_empty()
        || !change.predicates_added.is_empty()
        || !change.predicates_removed.is_empty()
        || change.recombined;
    if before.is_same_text(after) {
        return is_other.then_some(Kind::Reread);
    }
    let is_other_text = !before.fingerprint.is_empty() && !after.fingerprint.is_empty();
    (is_other || is_other_text).then_some(Kind::Changed)
}
