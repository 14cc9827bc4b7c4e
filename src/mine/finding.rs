//! What mining found: keys with a verdict, one for all sites that agree on it.

use std::collections::BTreeMap;

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

/// The findings of all sites, the best evidence first.
pub(super) fn findings(tallies: BTreeMap<Id, (String, Tally)>) -> Vec<Finding> {
    let mut merged: BTreeMap<(Form, String, Tier), Finding> = BTreeMap::new();
    let mut judged: Vec<(String, Tally, Verdict)> = tallies
        .into_values()
        .filter_map(|(site, tally)| verdict(&tally).map(|verdict| (site, tally, verdict)))
        .collect();
    judged.sort_by(|a, b| (&a.0, a.1.form, &a.1.key).cmp(&(&b.0, b.1.form, &b.1.key)));
    let mut all = without_longer_starts(judged);
    let named = all.iter().any(|(site, ..)| !site.is_empty());
    for (site, tally, mut verdict) in all.drain(..) {
        if named && site.is_empty() {
            // Without a site the rule would hold for all the others.
            verdict.tier = Tier::Likely;
        }
        let key = (tally.form, tally.key.clone(), verdict.tier);
        let sites = if site.is_empty() { vec![] } else { vec![site] };
        match merged.entry(key) {
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(Finding { tally, verdict, sites });
            }
            std::collections::btree_map::Entry::Occupied(mut taken) => {
                taken.get_mut().merge(tally, verdict, sites);
            }
        }
    }
    let mut found: Vec<Finding> = merged.into_values().collect();
    found.sort_by(|a, b| {
        let rank = |f: &Finding| (f.verdict.tier, std::cmp::Reverse(f.tally.documents));
        rank(a).cmp(&rank(b)).then_with(|| (a.tally.form, &a.tally.key).cmp(&(b.tally.form, &b.tally.key)))
    });
    found
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

/// Leaves out a start that a longer one replaces, because nearly all its lines go on in that way, and
/// a longer one that says no more than the shorter.
fn without_longer_starts(judged: Vec<(String, Tally, Verdict)>) -> Vec<(String, Tally, Verdict)> {
    const NEARLY_ALL: f64 = 0.8;
    let starts: BTreeMap<(&str, &str), u64> = judged
        .iter()
        .filter(|(_, tally, _)| tally.form == Form::Start)
        .map(|(site, tally, _)| ((site.as_str(), tally.key.as_str()), tally.documents))
        .collect();
    let longer = |site: &str, tally: &Tally| {
        let same = starts.range((site, tally.key.as_str())..);
        let same = same.take_while(|((s, key), _)| *s == site && key.starts_with(&tally.key));
        let most = same.skip(1).map(|(_, documents)| *documents).max().unwrap_or(0);
        most as f64 >= tally.documents as f64 * NEARLY_ALL
    };
    let stays: Vec<bool> = judged
        .iter()
        .map(|(site, tally, _)| {
            tally.form != Form::Start || {
                let shorter = tally.key.match_indices(' ').map(|(at, _)| &tally.key[..at]);
                let covered = shorter.filter_map(|key| starts.get(&(site.as_str(), key)));
                let covered = covered
                    .into_iter()
                    .any(|documents| tally.documents as f64 <= *documents as f64 * NEARLY_ALL);
                !covered && !longer(site, tally)
            }
        })
        .collect();
    judged.into_iter().zip(stays).filter(|(_, stays)| *stays).map(|(judged, _)| judged).collect()
}
