//! A run of the rules: day by day, people flee, travel, and are counted in camps.

use super::{
    cohorts::Cohorts,
    draw::{Draws, day_key},
    error::{Error, Result},
    individuals::Individuals,
    instance::Instance,
    settings::Settings,
    spawn::{Inflow, Spawner, data},
    world::{Day, World},
};

/// How people are represented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// One by one, 16 bytes each; cost grows with people.
    Individuals,
    /// Counts of people in equal states, split at random; cost does not grow with people.
    #[default]
    Cohorts,
}

/// What a run needs beyond the instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// How people are represented.
    pub mode: Mode,
    /// The seed: the same gives the same bytes.
    pub seed: u64,
    /// Threads of a run of individuals; the result does not depend on it.
    pub threads: usize,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            seed: 1,
            threads: 1,
        }
    }
}

/// What came out: a figure a day, all in agents of `hasten` persons.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Index of each camp's place.
    pub camps: Vec<u32>,
    /// `simulated[c][t]`: agents in camp `c` at the end of day `t`.
    pub simulated: Vec<Vec<u64>>,
    /// `counted[c][t]`: agents counted there.
    pub counted: Vec<Vec<u64>>,
    /// Agents counted in all camps (or the file of the total, where the settings say so).
    pub counted_total: Vec<u64>,
    /// Agents in the run.
    pub people: Vec<u64>,
    /// Agents at places of any kind.
    pub placed: Vec<u64>,
    /// Agents on the road.
    pub on_road: Vec<u64>,
    /// Agents made beyond the rise of the total; later rises make nobody until it is paid.
    pub debt: Vec<u64>,
    /// Agents summed over days.
    pub agent_days: u64,
}

/// The people of a run, however they are represented.
pub(crate) trait Present {
    /// Agents in the run.
    fn agents(&self) -> u64;
    /// Agents at each place.
    fn present(&self) -> &[u64];
    /// Agents on the road, counted one by one.
    fn on_road(&self, world: &World) -> u64;
    /// Puts agents into a place.
    fn put(&mut self, world: &World, place: u32, agents: u64) -> Result<()>;
    /// Puts in the people of `agents.csv`.
    fn people(&mut self, world: &World, instance: &Instance) -> Result<()>;
    /// Makes those who flee.
    fn make(
        &mut self,
        world: &World,
        spawner: &mut Spawner,
        inflow: &Inflow,
        seed: u64,
        day: u32,
    ) -> Result<()>;
    /// Lets everybody travel a day.
    fn travel(&mut self, world: &World, today: &mut Day, seed: u64, day: u32, threads: usize) -> Result<()>;
}

/// An instance made ready, so that many runs of it cost little.
#[derive(Clone, Debug)]
pub struct Ready<'i> {
    pub(crate) instance: &'i Instance,
    pub(crate) world: World,
}

impl<'i> Ready<'i> {
    /// Makes an instance ready under settings.
    ///
    /// # Errors
    /// There are more paths than can be kept.
    pub fn new(instance: &'i Instance, settings: &Settings) -> Result<Self> {
        Ok(Self {
            instance,
            world: World::new(instance, settings)?,
        })
    }

    /// Runs the rules once.
    ///
    /// # Errors
    /// A file that a rule needs is missing; there is no memory for the agents.
    pub fn run(&self, run: Run) -> Result<Series> {
        match run.mode {
            Mode::Cohorts => self.go(run, &mut Cohorts::new(&self.world)),
            Mode::Individuals if run.threads > 1 => {
                let pool = rayon::ThreadPoolBuilder::new()
                    .num_threads(run.threads)
                    .build()
                    .map_err(|e| {
                        Error::Argument(format!(
                            "{} threads cannot be had ({e}); ask for fewer",
                            run.threads
                        ))
                    })?;
                pool.install(|| self.go(run, &mut Individuals::new(&self.world)))
            }
            Mode::Individuals => self.go(run, &mut Individuals::new(&self.world)),
        }
    }

    fn go(&self, run: Run, people: &mut impl Present) -> Result<Series> {
        let (world, instance) = (&self.world, self.instance);
        let settings = &world.settings;
        let counts = &instance.counts;
        let mut series = Series {
            camps: Vec::new(),
            simulated: Vec::new(),
            counted: Vec::new(),
            counted_total: Vec::new(),
            people: Vec::new(),
            placed: Vec::new(),
            on_road: Vec::new(),
            debt: Vec::new(),
            agent_days: 0,
        };
        // Every camp is told of; only those that are counted are held to counts.
        series.camps.clone_from(&counts.camps);
        series.simulated.resize(series.camps.len(), Vec::new());
        series.counted.resize(series.camps.len(), Vec::new());
        let mut spawner = Spawner::new(world, instance)?;
        let mut today = Day::new(world);
        if settings.insert_day0 && !settings.empty_camps_on_day0 {
            for (camp, place) in counts.camps.iter().enumerate() {
                people.put(world, *place, data(world, instance, camp, 0))?;
            }
        }
        people.people(world, instance)?;
        for day in 0..instance.days {
            today.begin(world, instance, day);
            let mut draws = Draws::new(day_key(run.seed, day, 0), 0);
            let inflow = spawner.day(world, instance, &today, day, &mut draws);
            people.make(world, &mut spawner, &inflow, run.seed, day)?;
            today.weigh(world, people.present());
            people.travel(world, &mut today, run.seed, day, run.threads)?;
            let total = Spawner::counted(world, instance, day);
            for (camp, place) in counts.camps.iter().enumerate() {
                let here = people.present().get(*place as usize).copied().unwrap_or(0);
                if let (Some(s), Some(c)) = (series.simulated.get_mut(camp), series.counted.get_mut(camp)) {
                    s.push(here);
                    c.push(data(world, instance, camp, day as usize));
                }
            }
            let all = people.agents();
            series.people.push(all);
            series.placed.push(people.present().iter().sum());
            series.on_road.push(people.on_road(world));
            series.debt.push(spawner.debt(world, instance, day));
            series.counted_total.push(total);
            series.agent_days += all;
        }
        Ok(series)
    }
}
