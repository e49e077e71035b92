namespace Whimbrel.Engine.PostgresTests.Locks;

/// <summary>The lock model against real servers.</summary>
public sealed class LockModelProofTests(Proof proof) : IClassFixture<Proof>
{
    public static TheoryData<int> Majors => [.. Servers.Majors];

    [Theory]
    [MemberData(nameof(Majors))]
    public async Task Says_what_the_server_does(int major)
    {
        var differences = (await proof.OnAsync(major)).Where(p => p.Difference is not null).Select(p => $"{p.Form.Sql}\n    {p.Difference}").ToList();
        differences.ShouldBeEmpty($"{differences.Count} forms differ on PostgreSQL {major}:\n{string.Join('\n', differences)}");
    }

    [Fact]
    public void Proves_no_form_twice() => Proof.Forms.CountBy(f => f.Sql, StringComparer.Ordinal).Where(f => f.Value > 1).ShouldBeEmpty();

    [Fact]
    public async Task The_documentation_is_what_was_proved()
    {
        var proved = new List<ProvedForm>();
        foreach (var major in Servers.Majors)
        {
            proved.AddRange(await proof.OnAsync(major));
        }

        var file = Path.Combine(Repository.Root, "docs", "locks.md");
        var (written, received) = (File.Exists(file) ? await File.ReadAllTextAsync(file) : "", Path.ChangeExtension(file, ".received.md"));
        var expected = LockMarkdown.Of(proved);
        if (written != expected)
        {
            await File.WriteAllTextAsync(received, expected);
            Assert.Fail($"the locks have changed: mv {received} {file}");
        }

        File.Delete(received);
    }
}
