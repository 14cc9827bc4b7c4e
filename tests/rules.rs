//! Every example in every pack is a test, named after its rule.
//!
//! `cargo test --test rules boilerplate.id` runs those of one language in one stage.

use jernih::{
    examples::{self, Trials},
    rule::{Rules, lint},
};
use libtest_mimic::{Arguments, Trial};

fn main() {
    let rules: &'static Rules =
        Box::leak(Box::new(Rules::builtin().unwrap_or_else(|e| panic!("{e}"))));
    let trials: &'static Trials =
        Box::leak(Box::new(Trials::new(rules).unwrap_or_else(|e| panic!("{e}"))));
    let mut tests = vec![Trial::test("lint", || {
        let wrong = lint(rules);
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
    })];
    for (_, filed) in rules.iter() {
        tests.push(Trial::test(format!("{}::pattern", filed.name), || {
            filed.check().map_err(|e| e.to_string().into())
        }));
    }
    for example in examples::all(rules) {
        tests.push(Trial::test(example.name(), move || {
            trials.run(&example).map_err(|fault| format!("{}\n{fault}", example.filed.path).into())
        }));
    }
    libtest_mimic::run(&Arguments::from_args(), tests).exit();
}
