"""Control groups of both versions, on trees of plain files: what the kernel would find written there."""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.sandbox.cgroup import Group, Tree, find_tree, make_ready

V1_MOUNTS = """\
31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw"""
V2_MOUNTS = "31 23 0:28 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate"
OWN = "user.slice/user-1000.slice/run-1.scope"


@pytest.fixture
def unified(tmp_path: Path) -> Tree:
    """A tree of version 2 as systemd leaves it for a scope: controllers offered, none handed down."""
    (tmp_path / "cgroup.subtree_control").write_text("")
    (tmp_path / "cgroup.procs").write_text("11\n12\n")
    return Tree(2, {"memory": tmp_path, "pids": tmp_path})


def test_find_tree_of_version_1_gives_a_folder_a_controller() -> None:
    tree = find_tree("8:pids:/\n4:memory:/jobs/7\n0::/", V1_MOUNTS)
    assert tree is not None
    assert tree.version == 1
    assert tree.folders["memory"] == Path("/sys/fs/cgroup/memory/jobs/7")
    assert tree.folders["pids"] == Path("/sys/fs/cgroup/pids")


def test_find_tree_of_version_2_gives_the_processs_own_group() -> None:
    tree = find_tree(f"0::/{OWN}", V2_MOUNTS)
    assert tree == Tree(2, dict.fromkeys(("memory", "pids"), Path("/sys/fs/cgroup", OWN)))


def test_find_tree_of_a_process_that_has_moved_gives_the_group_above() -> None:
    assert find_tree(f"0::/{OWN}/classroom-grader", V2_MOUNTS) == find_tree(f"0::/{OWN}", V2_MOUNTS)


def test_find_tree_without_control_groups_gives_none() -> None:
    assert find_tree("", "23 1 8:1 / / rw - ext4 /dev/vda rw") is None


def test_make_ready_moves_processes_and_hands_controllers_down(unified: Tree) -> None:
    make_ready(unified, delegated=lambda _: True)
    base = unified.folders["memory"]
    assert (base / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert (base / "classroom-grader" / "cgroup.procs").read_text() == "12"  # the last one written


def test_make_ready_in_a_group_of_others_moves_nobody(unified: Tree) -> None:
    make_ready(unified, delegated=lambda _: False)
    assert not (unified.folders["memory"] / "classroom-grader").exists()


def test_make_ready_of_controllers_handed_down_already_changes_nothing(unified: Tree) -> None:
    base = unified.folders["memory"]
    (base / "cgroup.subtree_control").write_text("cpu memory pids")
    make_ready(unified, delegated=lambda _: True)
    assert (base / "cgroup.subtree_control").read_text() == "cpu memory pids"
    assert not (base / "classroom-grader").exists()


def test_group_of_version_2_caps_memory_and_processes(unified: Tree) -> None:
    group = Group("7", 100, 8, unified)
    group.add(4711)
    folder = unified.folders["memory"] / "classroom-7"
    assert (folder / "memory.max").read_text() == str(100 << 20)
    assert (folder / "pids.max").read_text() == "8"
    assert (folder / "cgroup.procs").read_text() == "4711"
    assert group.counts_memory


@pytest.mark.parametrize(("kills", "killed"), [(0, False), (1, True)])
def test_group_of_version_2_says_whether_memory_ended_a_process(
    unified: Tree, kills: int, killed: bool
) -> None:
    group = Group("7", 100, 8, unified)
    events = f"low 0\nhigh 0\nmax 12\noom 1\noom_kill {kills}\noom_group_kill 0\n"
    (unified.folders["memory"] / "classroom-7" / "memory.events").write_text(events)
    assert group.killed() is killed


def test_group_of_version_1_caps_memory_and_processes_in_two_trees(tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("memory", "pids")}
    for folder in folders.values():
        folder.mkdir()
    group = Group("7", 100, 8, Tree(1, folders))
    group.add(4711)
    assert (folders["memory"] / "classroom-7" / "memory.limit_in_bytes").read_text() == str(100 << 20)
    assert (folders["pids"] / "classroom-7" / "pids.max").read_text() == "8"
    (folders["memory"] / "classroom-7" / "memory.oom_control").write_text("under_oom 0\noom_kill 1\n")
    assert group.killed()


def test_group_that_cannot_be_made_counts_nothing_and_does_no_harm(tmp_path: Path) -> None:
    group = Group("7", 100, 8, Tree(2, dict.fromkeys(("memory", "pids"), tmp_path / "not-there")))
    group.add(1)
    group.remove()
    assert not group.counts_memory
    assert not group.killed()
