using Whimbrel.Engine.Locks;

namespace Whimbrel.Engine.Tests.Locks;

/// <summary>What a server shows for a moment only: circles, and those who go while we look.</summary>
public sealed class LockTreeBuilderTests
{
    [Fact]
    public void A_deadlock_is_named_and_does_not_loop()
    {
        var tree = Build([Edge(1, 2), Edge(2, 1), Edge(3, 2)], 1, 2, 3);

        var root = tree.ShouldHaveSingleItem();
        Say(root).ShouldBe("1[2[1!,3]]");
    }

    [Fact]
    public void Who_waits_for_two_stands_below_both_and_in_full_once()
    {
        var tree = Build([Edge(3, 1), Edge(3, 2), Edge(4, 3)], 1, 2, 3, 4);

        tree.Select(Say).ShouldBe(["1[3[4]]", "2[3+]"]);
        tree[0].CountVictims().ShouldBe(2);
    }

    [Fact]
    public void Who_is_only_ahead_in_the_queue_is_above_those_whom_nobody_else_holds_up()
    {
        var tree = Build([Edge(2, 1), Edge(3, 1), Edge(3, 2, held: false), Edge(4, 2, held: false), Edge(4, 3, held: false)], 1, 2, 3, 4);

        tree.Select(Say).ShouldBe(["1[2[4],3]"]);
        tree[0].Victims[0].Victims[0].BlockedBy.ShouldBe([2, 3]);
    }

    [Fact]
    public void Who_has_gone_between_two_looks_blocks_nobody_any_more()
    {
        Build([Edge(2, 1), Edge(3, 2)], 2, 3).Select(Say).ShouldBe(["2[3]"]);
        Build([Edge(2, 1)], 2).ShouldBeEmpty();
    }

    [Fact]
    public void Hundreds_in_one_queue_are_siblings_below_the_holder()
    {
        var edges = Enumerable.Range(2, 400).SelectMany(victim => Enumerable.Range(1, victim - 1).Select(blocker => Edge(victim, blocker, held: blocker == 1))).ToList();

        var root = Build(edges, [.. Enumerable.Range(1, 401)]).ShouldHaveSingleItem();

        (root.Victims.Count, root.CountVictims()).ShouldBe((400, 400));
    }

    private static IReadOnlyList<LockNode> Build(IReadOnlyList<LockEdge> edges, params int[] pids) => new LockTreeBuilder(edges, [.. pids.Select(Session)], []).Build();

    /// <summary>The longer waits have the lower number.</summary>
    private static LockEdge Edge(int victim, int blocker, bool held = true) =>
        new(victim, blocker, null, held ? ["AccessShareLock"] : [], "relation", "AccessExclusiveLock", "public.users", "public.users", 1000 - victim);

    private static LockSession Session(int pid) => new(
        new Blocker(pid, "anna", "psql", "active", 2, "SELECT 1") { Kind = "client backend" }, null, null, IsOurs: false, IsHidden: false, IsSuperuser: false, 1, null, []);

    private static string Say(LockNode node) =>
        node.Pid + (node.IsDeadlock ? "!" : node.IsRepeated ? "+" : "") + (node.Victims.Count == 0 ? "" : $"[{string.Join(',', node.Victims.Select(Say))}]");
}
