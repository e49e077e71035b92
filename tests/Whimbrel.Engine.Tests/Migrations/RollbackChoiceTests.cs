using Whimbrel.Engine.Migrations;

namespace Whimbrel.Engine.Tests.Migrations;

public sealed class RollbackChoiceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public RollbackChoiceTests()
    {
        foreach (var stem in new[] { "1_a", "002_b", "10_c" })
        {
            _folder.Write(stem + ".sql", "SELECT 1;");
            _folder.Write(stem + "_rollback.sql", "SELECT 1;");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, "10", "2")]
    [InlineData("2", "10", "2")]
    [InlineData("1", "10,002", "1")]
    [InlineData("0", "10,002,1", null)]
    [InlineData("00", "10,002,1", null)]
    [InlineData("10", "", "10")]
    public void Takes_back_what_is_newer_than_the_target_newest_first(string? to, string versions, string? target)
    {
        var (migrations, reached) = Choose(to, "1", "2", "10");

        string.Join(',', migrations.Select(m => m.Version)).ShouldBe(versions);
        reached.ShouldBe(target);
    }

    [Fact]
    public void Takes_the_only_version_back_to_none() => Choose(null, "1").Target.ShouldBeNull();

    [Fact]
    public void Refuses_a_target_that_is_not_applied()
    {
        var refused = Should.Throw<OperatorException>(() => Choose("20240251", "20240215", "20240301"));

        refused.Message.ShouldBe("version 20240251 is not applied, so there is no way back to it; nothing was changed");
        refused.Hint!.ShouldEndWith("Did you mean 20240215?");
    }

    [Fact]
    public void Refuses_to_pass_a_migration_without_a_rollback_script()
    {
        File.Delete(_folder.File("002_b_rollback.sql"));
        File.Delete(_folder.File("10_c_rollback.sql"));
        _folder.Write("10_c.sql", "-- whimbrel:irreversible \"mails were sent\"\nSELECT 1;");

        Should.Throw<OperatorException>(() => Choose("1", "1", "2", "10")).Message
            .ShouldBe($"no rollback script for 10 (irreversible: mails were sent), 2 in {_folder.Path}; nothing was changed");
    }

    [Fact]
    public void Refuses_a_rollback_script_that_cannot_be_parsed()
    {
        _folder.Write("10_c_rollback.sql", "SELEC 1;");

        Should.Throw<OperatorException>(() => Choose("2", "1", "2", "10"));
    }

    private (IReadOnlyList<Migration> Migrations, string? Target) Choose(string? to, params string[] applied) =>
        RollbackChoice.Of(MigrationFolder.Read(_folder.Path), [.. applied.Select(v => Given.Applied(v))], to);
}
