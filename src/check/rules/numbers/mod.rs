//! Numbers, dates, times and units by value: `3.5 billion` is `3,5 milyard` and `35亿`.
//!
//! What makes a finding is written in figures and stands for itself; what clears one may be said in any way: in words,
//! as an ordinal, in Roman numerals, inside a name, as the hours of a time, as a decade. Each value is asked for once,
//! not once for each time it is mentioned: a pronoun or `respectively` may stand for the second one.

mod durations;
mod said;
mod signs;
mod times;
mod units;
mod ways;

use crate::check::code::About;
use crate::check::diagnostic::quoted;
use crate::check::{BilingualUnit, Code, Diagnostic, Rule, Severity, Sink};
use crate::text::{Form, Mention, QuantityKind};
use said::Said;
use std::collections::HashSet;
use std::sync::Arc;

pub(in crate::check) const DIFFERS: About = About {
    name: "number-differs",
    rule: "numbers",
    kind: "number-differs",
    description: "A number of the source has another value in the translation.",
    help: "Write the value of the source, in the form of the language: `3.5 billion` is `3,5 milyard` and `35亿`.",
    severity: Severity::Error,
    on: false,
};

pub(in crate::check) const MISSING: About = About {
    name: "number-missing",
    rule: "numbers",
    kind: "number-missing",
    description: "A number of the source is not in the translation, neither in figures nor in words.",
    help: "Translate the number, or suppress the finding with a reason. A year that stands beside a month may be \
           left out, but not changed.",
    severity: Severity::Warning,
    on: false,
};

pub(in crate::check) const ADDED: About = About {
    name: "number-added",
    rule: "numbers",
    kind: "number-added",
    description: "The translation has a number that the source does not have.",
    help: "Take the number out, or suppress the finding with a reason.",
    severity: Severity::Warning,
    on: false,
};

pub(in crate::check) const DATE: About = About {
    name: "date-differs",
    rule: "numbers",
    kind: "date-differs",
    description: "The month of a date, or a time of day, is another one in the translation.",
    help: "Write the date or the time of the source. `2 p.m.` and `14:00` are the same.",
    severity: Severity::Error,
    on: false,
};

pub(in crate::check) const UNIT: About = About {
    name: "unit-differs",
    rule: "numbers",
    kind: "unit-differs",
    description: "A number has another unit, currency or sign of percentage in the translation.",
    help: "Write the unit of the source. A value that is converted is another number, and no finding of this rule.",
    severity: Severity::Error,
    on: false,
};

/// The rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbers;

impl Rule for Numbers {
    fn codes(&self) -> &'static [Code] {
        &[
            Code::NumberDiffers,
            Code::NumberMissing,
            Code::NumberAdded,
            Code::DateDiffers,
            Code::UnitDiffers,
        ]
    }

    fn check(&self, unit: &Arc<BilingualUnit>, sink: &mut dyn Sink) {
        let source = Said::new(&unit.source, &unit.source_lang);
        let target = Said::new(&unit.target, &unit.target_lang);
        let mut missing = unmatched(&source, &target);
        let added = unmatched(&target, &source);
        // Where the translation has another year, none was left out.
        if !added.iter().any(|m| said::is_year(m)) {
            missing.retain(|m| !source.may_be_left_out(m, &target));
        }
        compare(unit, (&source, &missing), (&target, &added), sink);
        for (from, to) in signs::different(&source, &target) {
            let (ours, theirs) = (&unit.source[from.clone()], &unit.target[to.clone()]);
            let mut finding = Diagnostic::new(
                unit,
                Code::NumberDiffers,
                format!(
                    "{} has another sign here than {} in the source",
                    quoted(theirs),
                    quoted(ours)
                ),
            );
            finding.source_span = Some(from);
            finding.span = Some(to);
            sink.emit(finding);
        }
        for (from, to) in units::different(&source, &target) {
            let mut finding = Diagnostic::new(
                unit,
                Code::UnitDiffers,
                format!(
                    "{} has another unit here than {} in the source",
                    quoted(&unit.target[to.clone()]),
                    quoted(&unit.source[from.clone()])
                ),
            );
            finding.source_span = Some(from);
            finding.span = Some(to);
            sink.emit(finding);
        }
    }
}

/// The numbers of one side that the other does not say in any way, each value once.
fn unmatched<'a>(side: &'a Said<'_>, other: &Said<'_>) -> Vec<&'a Mention> {
    let mut out: Vec<&Mention> = Vec::new();
    let mut known = HashSet::new();
    for (at, mention) in side.figures.iter().enumerate() {
        if !known.contains(&mention.value) && side.is_certain(at) && !other.says(mention, side) {
            known.insert(mention.value);
            out.push(mention);
        }
    }
    out
}

/// Reports what one side has and the other has not: as another value where both have one of a kind.
fn compare(
    unit: &Arc<BilingualUnit>,
    (ours, missing): (&Said<'_>, &[&Mention]),
    (theirs, added): (&Said<'_>, &[&Mention]),
    sink: &mut dyn Sink,
) {
    let mut left: Vec<&Mention> = added.to_vec();
    for from in missing {
        let source = &unit.source[from.span.clone()];
        let partner = left
            .iter()
            .position(|to| group(to.kind) == group(from.kind));
        let mut finding = match partner.map(|at| left.remove(at)) {
            Some(to) => {
                let code = match group(from.kind) {
                    Group::Number => Code::NumberDiffers,
                    Group::Month | Group::Time => Code::DateDiffers,
                };
                let target = &unit.target[to.span.clone()];
                let mut finding = Diagnostic::new(
                    unit,
                    code,
                    format!(
                        "{} is {} in the source{}",
                        quoted(target),
                        quoted(source),
                        values(from, to, source == target)
                    ),
                );
                finding.span = Some(to.span.clone());
                finding
            }
            None if units::is_conversion(ours, from) => continue,
            None => Diagnostic::new(
                unit,
                Code::NumberMissing,
                format!("{} is not in the translation", quoted(source)),
            ),
        };
        finding.source_span = Some(from.span.clone());
        sink.emit(finding);
    }
    for to in left {
        if units::is_conversion(theirs, to) {
            continue;
        }
        let mut finding = Diagnostic::new(
            unit,
            Code::NumberAdded,
            format!(
                "{} is not in the source",
                quoted(&unit.target[to.span.clone()])
            ),
        );
        finding.span = Some(to.span.clone());
        sink.emit(finding);
    }
}

/// What can stand for one another by mistake.
#[derive(PartialEq, Eq)]
enum Group {
    Number,
    Month,
    Time,
}

fn group(kind: QuantityKind) -> Group {
    match kind {
        QuantityKind::Number | QuantityKind::Day => Group::Number,
        QuantityKind::Month => Group::Month,
        QuantityKind::Time => Group::Time,
    }
}

/// The two values in plain figures, where they are not written so, and times by one clock where both look the same.
fn values(from: &Mention, to: &Mention, alike: bool) -> String {
    let plain = |m: &Mention| m.kind == QuantityKind::Number && m.form == Form::Figure;
    if plain(from) && plain(to) && from.value.whole().max(to.value.whole()) >= Some(1000) {
        return format!(" ({}, not {})", from.value, to.value);
    }
    let clock = |m: &Mention| {
        let minutes = m.value.whole().filter(|_| m.kind == QuantityKind::Time)?;
        Some(format!("{:02}:{:02}", minutes / 60, minutes % 60))
    };
    match (clock(from), clock(to)) {
        (Some(from), Some(to)) if alike => format!(" ({from}, not {to})"),
        _ => String::new(),
    }
}
