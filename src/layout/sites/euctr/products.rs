//! The products of a trial: each has a part of the form, and another for each of its strengths.

use super::form::{Field, Says};
use super::is_yes;
use crate::layout::Reading;
use crate::layout::slot::first_line;
use crate::record::{Intervention, Value};
use crate::text::folded;

/// The products that are tried, and the placebo.
pub(super) fn products<'t>(reading: &mut Reading<'t>, fields: &[Field<'t>]) {
    for group in fields.chunk_by(|before, next| !begins_product(*before, *next)) {
        product(reading, group);
    }
    let used = fields.iter().any(|field| field.says == Says::PlaceboUsed && is_yes(field));
    if let Some(placebo) = fields.iter().find(|field| field.says == Says::Placebo && used) {
        let at = placebo.heading.find("Placebo").map_or(placebo.heading, |at| &placebo.heading[at..]);
        let name = at.get(.."Placebo".len()).unwrap_or(at);
        add(reading, Intervention { name: Some(Value::new(folded(name), name)), ..Intervention::default() });
    }
}

/// Products are numbered; where the numbers are lost, each begins with its role.
fn begins_product(before: Field<'_>, next: Field<'_>) -> bool {
    next.says == Says::Product || next.says == Says::Role && before.says != Says::Product || next.says == Says::Placebo
}

/// One product by its name, and the other names that the form has for it.
fn product<'t>(reading: &mut Reading<'t>, fields: &[Field<'t>]) {
    const NAMES: [Says; 5] = [Says::ProductName, Says::TradeName, Says::Substance, Says::OtherName, Says::ProductCode];
    let mut names: Vec<Value<'t>> = Vec::new();
    for says in NAMES {
        for field in fields.iter().filter(|field| field.says == says) {
            let place = reading.trial.interventions.len();
            let name = reading.line(format_args!("/interventions/{place}/name"), field.value);
            names.extend(name);
        }
    }
    let flag =
        |says| fields.iter().find(|field| field.says == says && is_yes(field)).map(|field| first_line(field.value));
    let (drug, biological) = (flag(Says::Chemical), flag(Says::Biological));
    let kind = match (drug, biological) {
        (Some(at), None) => Some(Value::new("DRUG", at)),
        (None, Some(at)) => Some(Value::new("BIOLOGICAL", at)),
        _ => None,
    };
    let mut names = names.into_iter();
    let name = names.next();
    if name.is_some() {
        add(reading, Intervention { r#type: kind, name, other_names: names.collect(), ..Intervention::default() });
    }
}

/// Adds a product, or what its name has more where another strength of it has been added.
fn add<'t>(reading: &mut Reading<'t>, product: Intervention<'t>) {
    const MOST: usize = 100;
    let same = |name: &Value<'t>, other: &Value<'t>| name.value.eq_ignore_ascii_case(&other.value);
    let known = &mut reading.trial.interventions;
    let named = |other: &Intervention<'t>| matches!((&other.name, &product.name), (Some(name), Some(other)) if same(name, other));
    let place = known.iter().take(MOST).position(named).unwrap_or_else(|| {
        known.push(Intervention {
            r#type: product.r#type.clone(),
            name: product.name.clone(),
            ..Intervention::default()
        });
        known.len() - 1
    });
    let intervention = &mut known[place];
    for name in product.name.into_iter().chain(product.other_names) {
        let own = intervention.name.as_ref().filter(|own| same(own, &name));
        let field = match (own, intervention.other_names.iter().take(MOST).position(|other| same(other, &name))) {
            (Some(own), _) if std::ptr::eq(own.at, name.at) => continue,
            (Some(_), _) => format!("/interventions/{place}/name"),
            (None, Some(other)) => format!("/interventions/{place}/other_names/{other}"),
            (None, None) => {
                intervention.other_names.push(name);
                continue;
            }
        };
        reading.also.push((field, name.at));
    }
}
