using Whimbrel.Engine.Migrations;

namespace Whimbrel.Engine.Tests.Migrations;

public sealed class FixFilesTests : IDisposable
{
    private const string Setup = "CREATE TABLE users (id bigint PRIMARY KEY, age integer);";
    private const string Unsafe = "ALTER TABLE users ADD CHECK (age > 0);";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("whimbrel-fix-");

    [Fact]
    public void Writes_the_versions_right_behind_the_old_one_with_their_rollbacks()
    {
        Given(("001_setup", Setup), ("007_age", Unsafe), ("010_later", "SELECT 1;"));
        var one = Write().ShouldHaveSingleItem();
        one.Written.Select(Path.GetFileName).ShouldBe(["008_age_1_add_users_age_check.sql", "008_age_1_add_users_age_check_rollback.sql", "009_age_2_validate.sql", "009_age_2_validate_rollback.sql"]);
        one.Replaced.Select(Path.GetFileName).ShouldBe(["007_age.sql", "007_age_rollback.sql"]);
        one.IsBehindAll.ShouldBeFalse();
        one.Written.ShouldAllBe(file => File.Exists(file));
    }

    [Fact]
    public void Goes_behind_all_others_where_there_is_no_room()
    {
        Given(("1_setup", Setup), ("2_age", Unsafe), ("4_later", "SELECT 1;"));
        var one = Write().ShouldHaveSingleItem();
        one.IsBehindAll.ShouldBeTrue();
        one.Written.Select(Path.GetFileName).First().ShouldBe("5_age_1_add_users_age_check.sql");
    }

    [Fact]
    public void Leaves_the_old_files_as_they_are_and_writes_nothing_twice()
    {
        Given(("001_setup", Setup), ("007_age", Unsafe));
        Write();
        var files = Directory.GetFiles(_folder.FullName);
        File.ReadAllText(Path.Combine(_folder.FullName, "007_age.sql")).ShouldBe(Unsafe);

        Write().ShouldHaveSingleItem().IsThere.ShouldBeTrue();
        Directory.GetFiles(_folder.FullName).ShouldBe(files, ignoreOrder: true);
    }

    [Fact]
    public void Refuses_where_a_file_is_there_and_writes_none_of_the_others()
    {
        Given(("001_setup", Setup), ("007_age", Unsafe));
        File.WriteAllText(Path.Combine(_folder.FullName, "009_age_2_validate_rollback.sql"), "SELECT 1;");
        Should.Throw<OperatorException>(() => Write()).Message.ShouldContain("009_age_2_validate_rollback.sql is there already; nothing was written");
        File.Exists(Path.Combine(_folder.FullName, "008_age_1_add_users_age_check.sql")).ShouldBeFalse();
    }

    [Fact]
    public void Writes_beside_a_script_that_is_no_migration()
    {
        var path = Path.Combine(_folder.FullName, "index.sql");
        File.WriteAllText(path, "CREATE INDEX ON users (age);");
        var written = new FixFiles().Write([path]).ShouldHaveSingleItem().Written;
        written.Select(Path.GetFileName).ShouldBe(["index.safe-1.sql", "index.safe-1.rollback.sql"]);
        new FixFiles().Write([path]).ShouldHaveSingleItem().IsThere.ShouldBeTrue();
    }

    [Fact]
    public void Says_what_is_not_fixed_and_writes_nothing_for_it()
    {
        Given(("001_setup", Setup), ("007_code", "ALTER TABLE users ADD COLUMN code text NOT NULL;"));
        var one = Write().ShouldHaveSingleItem();
        one.Written.ShouldBeEmpty();
        one.Replaced.ShouldBeEmpty();
        one.NotFixed.ShouldHaveSingleItem().Line.ShouldBe(1);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private IReadOnlyList<FixedMigration> Write() => new FixFiles().Write([_folder.FullName]);

    private void Given(params (string Name, string Text)[] scripts)
    {
        foreach (var (name, text) in scripts)
        {
            File.WriteAllText(Path.Combine(_folder.FullName, $"{name}.sql"), text);
            File.WriteAllText(Path.Combine(_folder.FullName, $"{name}_rollback.sql"), "SELECT 1;");
        }
    }
}
