#include "wgan/distributed/launch.h"

#include <map>

#include "support.h"

namespace wgan {
namespace {

using Variables = std::map<std::string, std::string>;

std::optional<Launch> launched(const Variables& variables) {
  return launch_of([&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

/// Returns what torchrun sets for rank 3 of 4, the second process on the second host.
Variables of_torchrun(const Variables& changed = {}, const std::string& removed = "") {
  Variables all{{"RANK", "3"},
                {"WORLD_SIZE", "4"},
                {"LOCAL_RANK", "1"},
                {"LOCAL_WORLD_SIZE", "2"},
                {"MASTER_ADDR", "node1"},
                {"MASTER_PORT", "29400"},
                {"TORCHELASTIC_RUN_ID", "abc"},
                {"TORCHELASTIC_USE_AGENT_STORE", "True"}};
  for (const auto& [name, value] : changed) all[name] = value;
  all.erase(removed);
  return all;
}

TEST(Launch, IsOneProcessWithoutALauncher) {
  EXPECT_FALSE(launched({}));
  EXPECT_FALSE(launched({{"MASTER_ADDR", "node1"}, {"LOCAL_RANK", "0"}}));
  EXPECT_FALSE(launched({{"RANK", "0"}, {"WORLD_SIZE", "1"}}));
  EXPECT_FALSE(launched({{"OMPI_COMM_WORLD_SIZE", "1"}, {"OMPI_COMM_WORLD_RANK", "0"}}));
  EXPECT_FALSE(launched({{"SLURM_STEP_NUM_TASKS", "1"}, {"SLURM_PROCID", "0"}}));
  // A batch script of several tasks, not started by srun.
  EXPECT_FALSE(launched({{"SLURM_NTASKS", "8"}, {"SLURM_PROCID", "0"}, {"SLURM_JOB_ID", "7"}}));
}

TEST(Launch, OfTorchrun) {
  const auto l = launched(of_torchrun());
  ASSERT_TRUE(l);
  EXPECT_EQ(l->launcher, "torchrun");
  EXPECT_EQ(l->rank, 3);
  EXPECT_EQ(l->size, 4);
  EXPECT_EQ(l->local_rank, 1);
  EXPECT_EQ(l->local_size, 2);
  EXPECT_EQ(l->master, "node1");
  EXPECT_EQ(l->port, 29'400);
  EXPECT_EQ(l->run_id, "abc");
  EXPECT_TRUE(l->launcher_listens);
}

TEST(Launch, ByHandOnOneHost) {
  const auto l = launched(
      {{"RANK", "1"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "127.0.0.1"}, {"MASTER_PORT", "29500"}});
  ASSERT_TRUE(l);
  EXPECT_EQ(l->local_rank, 1);
  EXPECT_EQ(l->local_size, 2);
  EXPECT_FALSE(l->launcher_listens);
}

TEST(Launch, ByHandOnSeveralHosts) {
  const auto l = launched({{"RANK", "3"},
                           {"WORLD_SIZE", "4"},
                           {"LOCAL_RANK", "1"},
                           {"MASTER_ADDR", "10.1.1.1"},
                           {"MASTER_PORT", "29500"}});
  ASSERT_TRUE(l);
  EXPECT_EQ(l->local_rank, 1);
  EXPECT_EQ(l->local_size, 2) << "at least";
}

TEST(Launch, NamesWhatIsMissingOrWrong) {
  const auto refused = [](const Variables& variables, const std::string& part) {
    expect_error(ExitCode::kUsage, part, [&] { launched(variables); });
  };
  refused(of_torchrun({}, "RANK"), "WORLD_SIZE is set and RANK is not");
  refused(of_torchrun({}, "WORLD_SIZE"), "RANK is set and WORLD_SIZE is not");
  refused(of_torchrun({}, "MASTER_ADDR"), "MASTER_ADDR, the host of rank 0, is not");
  refused(of_torchrun({}, "MASTER_PORT"), "MASTER_PORT, where rank 0 listens, is not");
  refused(of_torchrun({{"RANK", "4"}}), "RANK is 4 and must be less than WORLD_SIZE, which is 4");
  refused(of_torchrun({{"RANK", "-1"}}), "RANK is -1 and must be a whole number");
  refused(of_torchrun({{"WORLD_SIZE", "two"}}), "WORLD_SIZE is two");
  refused(of_torchrun({{"WORLD_SIZE", "99999999999999999999"}}), "WORLD_SIZE is 9999");
  refused(of_torchrun({{"MASTER_PORT", "70000"}}), "MASTER_PORT is 70000");
  refused(of_torchrun({{"LOCAL_RANK", "4"}}), "LOCAL_RANK is 4");
  refused(of_torchrun({{"LOCAL_RANK", "2"}}), "LOCAL_WORLD_SIZE is 2");
  refused({{"OMPI_COMM_WORLD_SIZE", "4"},
           {"OMPI_COMM_WORLD_RANK", "1"},
           {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"},
           {"OMPI_COMM_WORLD_LOCAL_RANK", "1"}},
          "-x MASTER_ADDR=HOST");
  refused({{"SLURM_STEP_NUM_TASKS", "2"}, {"SLURM_PROCID", "1"}}, "SLURM_STEP_NODELIST");
}

TEST(Launch, OfMpirun) {
  Variables all{{"OMPI_COMM_WORLD_SIZE", "2"},
                {"OMPI_COMM_WORLD_RANK", "1"},
                {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"},
                {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                {"PMIX_NAMESPACE", "1234"}};
  const auto l = launched(all);
  ASSERT_TRUE(l);
  EXPECT_EQ(l->launcher, "mpirun");
  EXPECT_EQ(l->rank, 1);
  EXPECT_EQ(l->master, "127.0.0.1");
  EXPECT_EQ(l->run_id, "1234");
  EXPECT_GE(l->port, 20'000);
  EXPECT_LT(l->port, 32'000);
  all["PMIX_NAMESPACE"] = "1235";
  EXPECT_NE(launched(all)->port, l->port) << "two jobs on one host";
  all["MASTER_ADDR"] = "node7", all["MASTER_PORT"] = "1234";
  EXPECT_EQ(launched(all)->master, "node7");
  EXPECT_EQ(launched(all)->port, 1234);
}

TEST(Launch, OfSrun) {
  const Variables all{{"SLURM_STEP_NUM_TASKS", "5"},
                      {"SLURM_PROCID", "4"},
                      {"SLURM_NODEID", "2"},
                      {"SLURM_LOCALID", "0"},
                      {"SLURM_STEP_TASKS_PER_NODE", "2(x2),1"},
                      {"SLURM_STEP_NODELIST", "node[07-09]"},
                      {"SLURM_JOB_ID", "42"},
                      {"SLURM_STEP_ID", "3"}};
  const auto l = launched(all);
  ASSERT_TRUE(l);
  EXPECT_EQ(l->launcher, "srun");
  EXPECT_EQ(l->rank, 4);
  EXPECT_EQ(l->size, 5);
  EXPECT_EQ(l->local_size, 1);
  EXPECT_EQ(l->master, "node07");
  EXPECT_EQ(l->run_id, "42.3");
  Variables first = all;
  first["SLURM_PROCID"] = "1", first["SLURM_NODEID"] = "0", first["SLURM_LOCALID"] = "1";
  EXPECT_EQ(launched(first)->port, l->port) << "all ranks must find the same one";
  EXPECT_EQ(launched(first)->local_size, 2);
}

TEST(Launch, ReadsTheListsOfSlurm) {
  EXPECT_EQ(first_host("node1"), "node1");
  EXPECT_EQ(first_host("node1,node2"), "node1");
  EXPECT_EQ(first_host("node[07-09,12],login1"), "node07");
  EXPECT_EQ(first_host("node[3,5]"), "node3");
  EXPECT_EQ(first_host("gpu[1-2]-ib,x"), "gpu1-ib");
  EXPECT_EQ(first_host("login1,node[07-09]"), "login1");
  EXPECT_EQ(first_host("node[07"), "node07");
  EXPECT_EQ(first_host(""), "");
  EXPECT_EQ(tasks_on_host("2(x3),1", 0), 2);
  EXPECT_EQ(tasks_on_host("2(x3),1", 2), 2);
  EXPECT_EQ(tasks_on_host("2(x3),1", 3), 1);
  EXPECT_EQ(tasks_on_host("2(x3),1", 4), std::nullopt);
  EXPECT_EQ(tasks_on_host("4", 0), 4);
  EXPECT_EQ(tasks_on_host("4(x", 0), std::nullopt);
  EXPECT_EQ(tasks_on_host("", 0), std::nullopt);
}

}  // namespace
}  // namespace wgan
