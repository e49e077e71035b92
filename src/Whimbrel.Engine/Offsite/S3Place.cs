using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Whimbrel.Engine.Offsite;

/// <summary>
/// A bucket of S3, or of what speaks its language. An object is there only when its last part is, so that an unfinished one needs no name of its own. Credentials are found as every program of Amazon's finds them: in AWS_* variables, in ~/.aws, or by the machine's role.
/// </summary>
/// <param name="prefix">What keys begin with; empty, or with a slash at its end.</param>
/// <param name="endpoint">Null for Amazon's own.</param>
/// <param name="region">Null for the one that the environment names.</param>
internal sealed class S3Place(string bucket, string prefix, string? endpoint, string? region) : IOffsitePlace
{
    private const string Unfinished = ".partial";

    private readonly ConcurrentDictionary<string, S3Upload> _open = new(StringComparer.Ordinal);
    private readonly Lazy<AmazonS3Client> _client = new(() => Connect(endpoint, region));

    public Task AssertReachableAsync(CancellationToken ct) =>
        S3Errors.GuardAsync(() => _client.Value.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, MaxKeys = 1 }, ct));

    public string Locate(string name) => $"s3://{bucket}/{Key(name)}";

    public IUpload Begin(string name) => _open[Key(name)] = new S3Upload(_client.Value, bucket, Key(name));

    /// <summary>S3 knows no SHA-256 of what came in parts: every byte is read back from there.</summary>
    public Task<string> HashAsync(string name, CancellationToken ct) => S3Errors.GuardAsync(async () =>
    {
        using var answer = await _client.Value.GetObjectAsync(bucket, Key(name), ct);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(answer.ResponseStream, ct));
    });

    public Task RenameAsync(string from, string to, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Parts of an upload that was never ended cost money, and are listed nowhere else.</summary>
    public Task RemoveAsync(string name, CancellationToken ct) => S3Errors.GuardAsync(async () =>
    {
        foreach (var upload in await OpenAsync(Key(name), ct))
        {
            await _client.Value.AbortMultipartUploadAsync(bucket, Key(name), upload, ct);
        }

        await _client.Value.DeleteObjectAsync(bucket, Key(name), ct);
        return 0;
    });

    private async Task<IReadOnlyList<string>> OpenAsync(string key, CancellationToken ct)
    {
        if (_open.TryRemove(key, out var ours))
        {
            return ours.Unfinished is { } upload ? [upload] : [];
        }

        try
        {
            var all = await _client.Value.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket, Prefix = key }, ct);
            return [.. (all.MultipartUploads ?? []).Where(u => u.Key == key).Select(u => u.UploadId)];
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NotImplemented")
        {
            // A server that does not list them: they expire by its own rules.
            return [];
        }
    }

    private string Key(string name) => prefix + (name.EndsWith(Unfinished, StringComparison.Ordinal) ? name[..^Unfinished.Length] : name);

    private static AmazonS3Client Connect(string? endpoint, string? region)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 3,
            // What is no Amazon often knows no newer checksums; every request's body is signed with its SHA-256.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is not null)
        {
            (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint, true, region ?? "us-east-1");
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        try
        {
            return new AmazonS3Client(config);
        }
        catch (AmazonClientException e)
        {
            // As without a region.
            throw new IOException(e.Message, e);
        }
    }
}
