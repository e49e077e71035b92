using Whimbrel.Engine.Migrations;

namespace Whimbrel.Engine.Tests.Migrations;

public sealed class MigrationFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pairs_a_script_with_its_rollback_data_and_verify_scripts()
    {
        Write("20240215_a.sql", "20240215_a_rollback.sql", "20240215_a_data.sql", "20240215_a_verify.sql", "20240216_b.sql");

        var folder = MigrationFolder.Read(_folder.Path);

        folder.Problems.ShouldBeEmpty();
        folder.Migrations.Select(m => m.Version).ShouldBe(["20240215", "20240216"]);
        folder.Migrations[0].Scripts.Select(s => Path.GetFileName(s.Path)).ShouldBe(["20240215_a.sql", "20240215_a_rollback.sql", "20240215_a_data.sql", "20240215_a_verify.sql"]);
        (folder.Migrations[1].Rollback, folder.Migrations[1].Data, folder.Migrations[1].Verify).ShouldBe((null, null, null));
    }

    [Fact]
    public void Orders_migrations_by_their_number()
    {
        Write("10_c.sql", "002_b.sql", "1_a.sql", "20240215093000_d.sql");

        MigrationFolder.Read(_folder.Path).Migrations.Select(m => m.Version).ShouldBe(["1", "002", "10", "20240215093000"]);
    }

    [Fact]
    public void Finds_a_version_whatever_its_zeros()
    {
        Write("002_b.sql");

        MigrationFolder.Read(_folder.Path).Find("2")!.Name.ShouldBe("002_b");
    }

    [Fact]
    public void Names_two_files_with_one_version()
    {
        Write("002_a.sql", "2_b.sql");

        var problem = MigrationFolder.Read(_folder.Path).Problems.ShouldHaveSingleItem();

        (problem.Rule, problem.File, problem.Message).ShouldBe(("duplicate-version", _folder.File("2_b.sql"), "version 002 is also that of 002_a.sql"));
    }

    [Fact]
    public void Names_a_script_that_belongs_to_none()
    {
        Write("1_a.sql", "1_b_rollback.sql", "1_a_rollback.sql");

        var problem = MigrationFolder.Read(_folder.Path).Problems.ShouldHaveSingleItem();

        (problem.Rule, problem.File).ShouldBe(("orphan-script", _folder.File("1_b_rollback.sql")));
        problem.Message.ShouldBe("there is no script 1_b.sql that this belongs to");
    }

    [Fact]
    public void Leaves_files_without_a_version_alone_and_names_them()
    {
        Write("1_a.sql", "schema.sql");
        _folder.Write("2_notes.txt", "no script");
        Directory.CreateDirectory(_folder.File("3_folder.sql"));

        var folder = MigrationFolder.Read(_folder.Path);

        folder.Ignored.ShouldBe([_folder.File("schema.sql")]);
        folder.Migrations.ShouldHaveSingleItem();
        folder.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Gathers_scripts_that_cannot_be_read_instead_of_stopping_at_the_first()
    {
        Write("1_a.sql");
        _folder.Write("2_b.sql", "SELEC 1;");
        _folder.Write("3_c.sql", "");
        File.WriteAllBytes(_folder.File("1_a_rollback.sql"), [0xC3, 0x28]);

        var folder = MigrationFolder.Read(_folder.Path);

        folder.Problems.Select(p => (p.Rule, Path.GetFileName(p.File), p.Line)).ShouldBe([("syntax", "1_a_rollback.sql", 1), ("syntax", "2_b.sql", 1), ("syntax", "3_c.sql", 1)]);
        folder.Problems[1].Excerpt.ShouldBe("SELEC 1;\n^");
        folder.Migrations.Select(m => m.Version).ShouldBe(["1"]);
    }

    [Fact]
    public void Says_that_there_is_no_folder() =>
        Should.Throw<OperatorException>(() => MigrationFolder.Read(_folder.File("none"))).Message.ShouldBe($"there is no migrations folder {_folder.File("none")}; nothing was changed");

    [Theory]
    [InlineData("20240215_add_user_preferences", "add user preferences")]
    [InlineData("20240215-add-x", "add-x")]
    [InlineData("20240215", "20240215")]
    public void Describes_a_migration_by_what_follows_its_version(string name, string description)
    {
        Write(name + ".sql");

        MigrationFolder.Read(_folder.Path).Migrations[0].Description.ShouldBe(description);
    }

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            _folder.Write(name, "SELECT 1;");
        }
    }
}
