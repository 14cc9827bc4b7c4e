//! What a pipeline is made of: names of stages, the packs of folders, and decisions, read once and
//! kept, so that another process can make the same pipeline from them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    decisions::{DecisionError, Decisions, Rulings},
    document::Language,
    nearest,
    pipeline::Pipeline,
    rule::{RuleError, Rules, Tier},
    stage::StageDef,
    stages::{self, STAGES},
};

mod packs;

pub use packs::{PackFile, PackFolderError};

/// Which rules and stages to use. The default is all built-in ones.
///
/// ```
/// use jernih::selection::Selection;
///
/// let mut selection = Selection::default();
/// selection.skip.push("cas".into());
/// let error = selection.compile().err().unwrap();
/// assert_eq!(error.to_string(), "no stage `cas`. Did you mean `case`? `jernih stages` lists them all.");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Only these stages; `none` alone means that texts stay as they are.
    pub stages: Option<Vec<String>>,
    /// Not these.
    pub skip: Vec<String>,
    /// Only the packs of these languages, and those of none; empty means all.
    pub only_languages: Vec<String>,
    /// The rules of tier likely are applied too.
    pub likely: bool,
    packs: Vec<PackFile>,
    decisions: Option<(PathBuf, String)>,
}

/// Why a selection gives no pipeline.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SelectionError {
    /// A folder of packs cannot be read.
    #[error(transparent)]
    Packs(#[from] PackFolderError),
    /// A pack was refused.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// There is no stage of this name.
    #[error("no stage `{name}`.{hint} `jernih stages` lists them all.")]
    Stage {
        /// The name.
        name: String,
        /// The name that may be meant.
        hint: String,
    },
    /// A file of decisions cannot be read.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The decisions cannot be read.
    #[error("{}: no decisions; `jernih review` makes them: {error}", path.display())]
    NoDecisions {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file is not decisions.
    #[error("{}: {error}", path.display())]
    Decisions {
        /// The file.
        path: PathBuf,
        /// Why.
        error: DecisionError,
    },
}

impl Selection {
    /// Reads the packs of a folder, which come after those that are there.
    ///
    /// # Errors
    ///
    /// The folder cannot be read, or has no pack.
    pub fn add_packs(&mut self, folder: &Path) -> Result<(), SelectionError> {
        let found = PackFile::all(folder)?;
        if found.is_empty() {
            return Err(PackFolderError::Empty(folder.into()).into());
        }
        self.packs.extend(found);
        Ok(())
    }

    /// Reads the decisions that are followed.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn set_decisions(&mut self, path: &Path) -> Result<(), SelectionError> {
        let read = std::fs::read_to_string(path);
        let text =
            read.map_err(|error| SelectionError::NoDecisions { path: path.into(), error })?;
        self.decisions = Some((path.into(), text));
        Ok(())
    }

    /// The rules and the stages compiled from them.
    ///
    /// # Errors
    ///
    /// A pack or the decisions are wrong, or a stage is unknown.
    pub fn compile(&self) -> Result<(Rules, Pipeline), SelectionError> {
        let rules = self.rules()?;
        let pipeline = self.pipeline(&rules)?;
        Ok((rules, pipeline))
    }

    /// The built-in packs, then those of each folder.
    ///
    /// # Errors
    ///
    /// A pack is wrong.
    pub fn rules(&self) -> Result<Rules, SelectionError> {
        let mut rules = Rules::builtin()?;
        self.packs.iter().try_for_each(|pack| pack.add(&mut rules))?;
        if !self.only_languages.is_empty() {
            let tags = self.only_languages.iter();
            rules.only_languages(&tags.filter_map(|tag| Language::parse(tag)).collect::<Vec<_>>());
        }
        if self.likely {
            rules.apply(Tier::Likely);
        }
        Ok(rules)
    }

    /// The stages compiled from these rules.
    ///
    /// # Errors
    ///
    /// A stage is unknown, or the decisions are wrong.
    pub fn pipeline(&self, rules: &Rules) -> Result<Pipeline, SelectionError> {
        let mut pipeline = Pipeline::only(rules, &self.wanted()?)?;
        if let Some(decisions) = self.decisions()? {
            pipeline.follow(rules, &decisions);
        }
        Ok(pipeline)
    }

    /// The decisions.
    ///
    /// # Errors
    ///
    /// What is wrong with the file.
    pub fn decisions(&self) -> Result<Option<Decisions>, SelectionError> {
        let Some((path, text)) = &self.decisions else { return Ok(None) };
        let wrong = |error| SelectionError::Decisions { path: path.clone(), error };
        Decisions::parse(text).map(Some).map_err(wrong)
    }

    /// Says which decisions are about no rule: `decisions.toml: no rule …`.
    ///
    /// # Errors
    ///
    /// As [`Selection::decisions`].
    pub fn idle_decisions(&self, rules: &Rules) -> Result<Vec<String>, SelectionError> {
        let Some(decisions) = self.decisions()? else { return Ok(vec![]) };
        let path = self.decisions.as_ref().map(|(path, _)| path.display().to_string());
        let path = path.unwrap_or_default();
        let unknown = Rulings::unknown(rules, &decisions).into_iter();
        let said =
            unknown.map(|name| format!("{path}: no rule `{name}`; what it decides is not used"));
        Ok(said.collect())
    }

    fn wanted(&self) -> Result<Vec<StageDef>, SelectionError> {
        let named = self.stages.clone().unwrap_or_default();
        let only_none = named.len() == 1 && named[0] == "none";
        for name in named.iter().filter(|_| !only_none).chain(&self.skip) {
            if stages::find(name).is_none() {
                let hint = nearest::hint(name, STAGES.iter().map(|stage| stage.name));
                return Err(SelectionError::Stage { name: name.clone(), hint });
            }
        }
        let wanted = |stage: &&StageDef| {
            let chosen = self.stages.is_none() || named.iter().any(|name| name == stage.name);
            chosen && !self.skip.iter().any(|name| name == stage.name)
        };
        Ok(STAGES.iter().filter(wanted).copied().collect())
    }
}
