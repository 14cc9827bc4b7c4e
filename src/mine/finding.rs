//! What mining found: keys with a verdict, one for all sites that agree on it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, btree_map::Entry},
};

use super::{
    key::{Form, Id},
    tally::Tally,
    verdict::{Verdict, verdict},
};
use crate::rule::{Place, Tier};

/// One line, start or end that becomes a rule.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) tally: Tally,
    pub(super) verdict: Verdict,
    /// Where it was found; none where no document says its site.
    pub(super) sites: Vec<String>,
}

/// A key of one site with its verdict.
type Judged = (String, Tally, Verdict);

/// The findings of all sites: the sure ones first, then by the number of documents.
pub(super) fn findings(
    tallies: BTreeMap<Id, (String, Tally)>,
    sites: &BTreeMap<String, u64>,
) -> Vec<Finding> {
    let judge = |(site, tally): (String, Tally)| {
        let verdict = verdict(&tally, sites.get(&site).copied().unwrap_or(0))?;
        Some((site, tally, verdict))
    };
    let mut judged: Vec<Judged> = tallies.into_values().filter_map(judge).collect();
    judged.sort_by(|a, b| (&a.0, a.1.form, &a.1.key).cmp(&(&b.0, b.1.form, &b.1.key)));
    let mut found = merged(without_needless_starts(judged));
    found.sort_by(|a, b| {
        let rank = |finding: &Finding| (finding.verdict.tier, Reverse(finding.tally.documents));
        let name = |finding: &Finding| (finding.tally.form, finding.tally.key.clone());
        rank(a).cmp(&rank(b)).then_with(|| name(a).cmp(&name(b)))
    });
    found
}

/// One finding for all sites on which a key has the same tier.
fn merged(judged: Vec<Judged>) -> Vec<Finding> {
    let named = judged.iter().any(|(site, ..)| !site.is_empty());
    let mut merged: BTreeMap<(Form, String, Tier), Finding> = BTreeMap::new();
    for (site, tally, mut verdict) in judged {
        if named && site.is_empty() {
            // A rule without a site would hold for all the others.
            verdict.tier = Tier::Likely;
        }
        let key = (tally.form, tally.key.clone(), verdict.tier);
        let sites = if site.is_empty() { vec![] } else { vec![site] };
        match merged.entry(key) {
            Entry::Vacant(free) => {
                free.insert(Finding { tally, verdict, sites });
            }
            Entry::Occupied(mut taken) => taken.get_mut().merge(tally, verdict, sites),
        }
    }
    merged.into_values().collect()
}

impl Finding {
    fn merge(&mut self, tally: Tally, verdict: Verdict, sites: Vec<String>) {
        if self.verdict.place != verdict.place {
            let edge = [self.verdict.place, verdict.place].iter().all(|p| *p != Place::Anywhere);
            self.verdict.place = if edge { Place::Edge } else { Place::Anywhere };
        }
        self.sites.extend(sites);
        self.tally.merge(tally);
        self.verdict.share = self.tally.share(self.verdict.place);
    }
}

/// Leaves out a start if nearly all its lines go on in the same way, and a longer start beside a
/// shorter one that has more lines.
fn without_needless_starts(judged: Vec<Judged>) -> Vec<Judged> {
    const NEARLY_ALL: f64 = 0.8;
    let starts: BTreeMap<(&str, &str), u64> = judged
        .iter()
        .filter(|(_, tally, _)| tally.form == Form::Start)
        .map(|(site, tally, _)| ((site.as_str(), tally.key.as_str()), tally.documents))
        .collect();
    let nearly_all = |part: u64, whole: u64| part as f64 >= whole as f64 * NEARLY_ALL;
    let goes_on = |site: &str, tally: &Tally| {
        let longer = starts.range((site, tally.key.as_str())..).skip(1);
        let mut longer =
            longer.take_while(|((s, key), _)| *s == site && key.starts_with(&tally.key));
        longer.any(|(_, documents)| nearly_all(*documents, tally.documents))
    };
    let is_part = |site: &str, tally: &Tally| {
        let shorter = tally.key.match_indices(' ').map(|(at, _)| &tally.key[..at]);
        let mut shorter = shorter.filter_map(|key| starts.get(&(site, key)));
        shorter.any(|documents| !nearly_all(tally.documents, *documents))
    };
    let needed = |(site, tally, _): &Judged| {
        tally.form != Form::Start || !(goes_on(site, tally) || is_part(site, tally))
    };
    let needed: Vec<bool> = judged.iter().map(needed).collect();
    judged.into_iter().zip(needed).filter(|(_, needed)| *needed).map(|(judged, _)| judged).collect()
}
