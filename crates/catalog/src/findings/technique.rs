//! Technique ids that the pinned ATT&CK version does not have.

use rule::{Level, TechniqueTag};

use super::subject::Subject;
use super::{Kind, Look, Remark};
use crate::Resolution;

pub(super) static REVOKED: Kind = Kind {
    code: "revoked-technique",
    title: "A technique that ATT&CK has revoked or merged",
    level: Level::Warning,
    look: Look::Alone(revoked),
};

pub(super) static DEPRECATED: Kind = Kind {
    code: "deprecated-technique",
    title: "A technique that ATT&CK has withdrawn without a successor",
    level: Level::Warning,
    look: Look::Alone(deprecated),
};

pub(super) static UNKNOWN: Kind = Kind {
    code: "unknown-technique",
    title: "A technique id that ATT&CK never had",
    level: Level::Warning,
    look: Look::Alone(unknown),
};

pub(super) static OTHER_VERSION: Kind = Kind {
    code: "other-attack-version",
    title: "A technique id of another ATT&CK version",
    level: Level::Note,
    look: Look::Alone(other_version),
};

fn revoked(subject: &Subject<'_>) -> Vec<Remark> {
    each(subject, |tag, resolution| {
        let Resolution::Moved { to, .. } = resolution else {
            return None;
        };
        subject.attack.technique(&tag.id)?;
        let message = format!("{} is revoked in {}", tag.id, version(subject));
        let help = format!("tag the rule with {} instead", named(subject, to));
        Some(subject.about(&tag.as_tagged, message).with_help(help))
    })
}

fn other_version(subject: &Subject<'_>) -> Vec<Remark> {
    each(subject, |tag, resolution| {
        let Resolution::Moved { to, why } = resolution else {
            return None;
        };
        if subject.attack.technique(&tag.id).is_some() {
            return None;
        }
        let place = format!("the rule is counted under {}", named(subject, to));
        let message = format!(
            "{} has no {} ({why} in another version)",
            version(subject),
            tag.id
        );
        Some(subject.about(&tag.as_tagged, message).with_help(place))
    })
}

fn deprecated(subject: &Subject<'_>) -> Vec<Remark> {
    each(subject, |tag, resolution| {
        let Resolution::Withdrawn(id) = resolution else {
            return None;
        };
        let message = format!("{} is withdrawn in {}", named(subject, id), version(subject));
        let help = "choose a technique that describes the behaviour today";
        Some(subject.about(&tag.as_tagged, message).with_help(help))
    })
}

fn unknown(subject: &Subject<'_>) -> Vec<Remark> {
    each(subject, |tag, resolution| {
        let Resolution::Unknown(id) = resolution else {
            return None;
        };
        let message = format!("{} has no {id}", version(subject));
        let parent = subject.attack.technique(&id.parent()).filter(|_| id.is_sub());
        let help = match parent {
            Some(parent) => format!("{} {} has no such sub-technique", parent.id, parent.name),
            None => "check the number".to_owned(),
        };
        Some(subject.about(&tag.as_tagged, message).with_help(help))
    })
}

/// Nothing can be said about ids while no ATT&CK is known.
fn each(subject: &Subject<'_>, tell: impl Fn(&TechniqueTag, &Resolution) -> Option<Remark>) -> Vec<Remark> {
    let attack = &subject.attack;
    if attack.current().next().is_none() {
        return Vec::new();
    }
    let tags = subject.rule().techniques.iter();
    tags.filter_map(|tag| tell(tag, &attack.resolve(&tag.id)))
        .collect()
}

fn version(subject: &Subject<'_>) -> String {
    match subject.attack.version() {
        Some(version) => format!("ATT&CK v{version}"),
        None => "this ATT&CK version".to_owned(),
    }
}

fn named(subject: &Subject<'_>, id: &rule::TechniqueId) -> String {
    match subject.attack.technique(id) {
        Some(technique) => format!("{id} {}", technique.name),
        None => id.to_string(),
    }
}
